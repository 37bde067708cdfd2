import type { Database } from 'better-sqlite3'
import type { CommentState, MediaState, PostState, PostStore } from '../../ports/postStore.ts'
import { blobToId, idToBlob, type UserKeys } from './keys.ts'
import { registerTextMatch } from './textMatch.ts'

type PostRow = {
  id: Buffer
  author_id: string
  caption: string
  event_id: Buffer | null
  event_title: string | null
  media: string
  like_count: number
  comment_count: number
  user_liked: number
  created_at: number
}

type CommentRow = { id: Buffer; user_id: string; text: string; created_at: number }

/** One statement, so that its counts and the viewer's own like are of the same moment. */
const SELECT_POST = `
  SELECT post.id, author.id AS author_id, post.caption, event.id AS event_id, event.title AS event_title, post.media,
    (SELECT count(*) FROM post_like WHERE post_key = post.key AND active = 1) AS like_count,
    (SELECT count(*) FROM comment WHERE post_key = post.key) AS comment_count,
    EXISTS (SELECT 1 FROM post_like WHERE post_key = post.key AND user_key = @viewer AND active = 1) AS user_liked,
    post.created_at
  FROM post CROSS JOIN user AS author ON author.key = post.author_key LEFT JOIN event ON event.key = post.event_key`

type Page = { viewer: number | null; search: string | null; limit: number; skip: number }

/** What the rules read of posts and comments, on the connection beside the writer. */
export function createPostReads(
  database: Database,
  users: UserKeys,
): Pick<PostStore, 'read' | 'list' | 'listComments'> {
  registerTextMatch(database)
  const selectPost = database.prepare<[{ viewer: number | null; id: Buffer }], PostRow>(
    `${SELECT_POST} WHERE post.id = @id`,
  )
  // A later post has a higher key, so the newest first is the table backwards.
  const selectPage = database.prepare<[Page], PostRow>(
    `${SELECT_POST} WHERE @search IS NULL OR contains_text(post.caption, @search)
     ORDER BY post.key DESC LIMIT @limit OFFSET @skip`,
  )
  const selectPageAboutEvent = database.prepare<[Page & { event: number }], PostRow>(
    `${SELECT_POST} WHERE post.event_key = @event AND (@search IS NULL OR contains_text(post.caption, @search))
     ORDER BY post.key DESC LIMIT @limit OFFSET @skip`,
  )
  const selectPostKey = database.prepare<[Buffer], number>('SELECT key FROM post WHERE id = ?').pluck()
  const selectEventKey = database.prepare<[Buffer], number>('SELECT key FROM event WHERE id = ?').pluck()
  const selectComments = database.prepare<[number, number, number], CommentRow>(
    `SELECT comment.id, user.id AS user_id, text, created_at
     FROM comment CROSS JOIN user ON user.key = user_key
     WHERE post_key = ? ORDER BY comment.key DESC LIMIT ? OFFSET ?`,
  )

  const viewerKey = (viewerId: string | undefined): number | null =>
    viewerId === undefined ? null : (users.keyOf(viewerId) ?? null)

  return {
    async read(postId, viewerId) {
      const row = selectPost.get({ viewer: viewerKey(viewerId), id: idToBlob(postId) })
      return row && toPostState(row)
    },

    async list({ viewerId, search, eventId, limit, skip }) {
      const page = { viewer: viewerKey(viewerId), search: search ?? null, limit, skip }
      if (eventId === undefined) return selectPage.all(page).map(toPostState)
      const event = selectEventKey.get(idToBlob(eventId))
      return event === undefined ? [] : selectPageAboutEvent.all({ ...page, event }).map(toPostState)
    },

    async listComments({ postId, limit, skip }) {
      const postKey = selectPostKey.get(idToBlob(postId))
      if (postKey === undefined) return undefined
      return selectComments.all(postKey, limit, skip).map((row) => toCommentState(postId, row))
    },
  }
}

const toPostState = (row: PostRow): PostState => ({
  _id: blobToId(row.id),
  authorId: row.author_id,
  caption: row.caption,
  event: row.event_id === null ? null : { _id: blobToId(row.event_id), title: row.event_title ?? '' },
  media: JSON.parse(row.media) as MediaState[],
  likeCount: row.like_count,
  commentCount: row.comment_count,
  userLiked: row.user_liked === 1,
  createdAt: row.created_at,
})

const toCommentState = (postId: string, row: CommentRow): CommentState => ({
  _id: blobToId(row.id),
  postId,
  userId: row.user_id,
  text: row.text,
  createdAt: row.created_at,
})
