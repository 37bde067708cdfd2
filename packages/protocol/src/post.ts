import { z } from 'zod'
import { atMost, isoTime, link, linstaId, requiredText } from './fields.ts'
import { person } from './person.ts'

export const CAPTION_MAX = 4_000 // UTF-16 units
export const COMMENT_TEXT_MAX = 4_000 // UTF-16 units
export const POST_MEDIA_MAX = 20 // pictures and films a post
export const FEED_LIMIT = 20 // posts, comments or events a page when none is named
export const FEED_LIMIT_MAX = 100 // posts, comments or events a page at most
export const SEARCH_MAX = 200 // characters of a search

export const newPost = z.object({
  caption: requiredText('caption', 'Caption is required', CAPTION_MAX),
  eventId: linstaId('eventId')
    .nullish()
    .transform((id) => id ?? undefined),
  media: z
    .array(
      z.object(
        {
          url: link('media.url'),
          type: z
            .string({ error: 'media.type must be a string of 1 to 100 characters' })
            .min(1, 'media.type must be a string of 1 to 100 characters')
            .refine(atMost(100), 'media.type must be a string of 1 to 100 characters')
            .overwrite((type) => type.toWellFormed()),
        },
        { error: 'media must be a list of { url, type }' },
      ),
      { error: 'media must be a list of { url, type }' },
    )
    .max(POST_MEDIA_MAX, `media must have at most ${POST_MEDIA_MAX} entries`)
    .nullish()
    .transform((media) => media ?? []),
})

export const post = z.object({
  _id: linstaId('_id'),
  authorId: z.string(),
  author: person.extend({ profileImageUrl: z.string().optional() }),
  caption: z.string(),
  eventId: z.string().optional(),
  event: z.object({ _id: z.string(), title: z.string() }).optional(),
  media: z.array(z.object({ _id: z.string(), postId: z.string(), mediaType: z.string(), mediaUrl: z.string() })),
  likeCount: z.int(),
  commentCount: z.int(),
  userLiked: z.boolean(),
  createdAt: isoTime,
  updatedAt: isoTime,
})
export type Post = z.infer<typeof post>

export const newComment = z.object({
  text: requiredText('text', 'Comment text is required', COMMENT_TEXT_MAX),
})

export const comment = z.object({
  _id: linstaId('_id'),
  postId: linstaId('postId'),
  userId: z.string(),
  user: person,
  text: z.string(),
  createdAt: isoTime,
})
export type Comment = z.infer<typeof comment>
