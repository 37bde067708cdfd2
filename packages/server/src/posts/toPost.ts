import type { Post } from '@linsta/protocol'
import { type Person, toPerson } from '../people.ts'
import type { PostState } from '../ports/postStore.ts'
import { toIsoTime } from '../time.ts'

/** A post as the wire carries it. `viewerId` is undefined where the caller brought no token. */
export function toPost(state: PostState, author: Person | undefined, viewerId: string | undefined): Post {
  const { _id, authorId, caption, event, media, likeCount, commentCount, userLiked, createdAt } = state
  const time = toIsoTime(createdAt)
  return {
    _id,
    authorId,
    author: {
      ...toPerson(author, viewerId),
      ...(author?.picture ? { profileImageUrl: author.picture } : {}),
    },
    caption,
    ...(event === null ? {} : { eventId: event._id, event }),
    media: media.map((item) => ({ _id: item._id, postId: _id, mediaType: item.mediaType, mediaUrl: item.mediaUrl })),
    likeCount,
    commentCount,
    userLiked,
    createdAt: time,
    updatedAt: time, // Posts cannot be edited yet.
  }
}
