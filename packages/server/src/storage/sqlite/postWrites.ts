import { LinstaError } from '@linsta/protocol'
import type { Database } from 'better-sqlite3'
import type { NewNotification } from '../../ports/inboxStore.ts'
import type { MediaState } from '../../ports/postStore.ts'
import type { InboxWrites } from './inboxWrites.ts'
import { blobToId, idToBlob, type WritableUserKeys } from './keys.ts'

type WriterContext = {
  database: Database
  users: WritableUserKeys
  inbox: Pick<InboxWrites, 'notify' | 'retract' | 'retractAllAbout'>
}

type PostRow = { key: number; author_key: number }

/**
 * The writes of posts, likes and comments, run in the writer's thread inside a group's transaction, each with its
 * notification (P8). Refusals come before any change.
 */
export function createPostWrites({ database, users, inbox }: WriterContext) {
  const selectEventKey = database.prepare<[Buffer], number>('SELECT key FROM event WHERE id = ?').pluck()
  const insertPost = database.prepare<[Buffer, number, number | null, string, string, number]>(
    'INSERT INTO post (id, author_key, event_key, caption, media, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const selectPost = database.prepare<[Buffer], PostRow>('SELECT key, author_key FROM post WHERE id = ?')
  const deletePost = database.prepare<[number]>('DELETE FROM post WHERE key = ?')
  const selectLike = database.prepare<[number, number], { generation: number; active: number }>(
    'SELECT generation, active FROM post_like WHERE post_key = ? AND user_key = ?',
  )
  const switchOn = database.prepare<[number, number, number]>(
    `INSERT INTO post_like (post_key, user_key, generation, active) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET generation = excluded.generation, active = 1`,
  )
  const switchOff = database.prepare<[number, number]>(
    'UPDATE post_like SET active = 0 WHERE post_key = ? AND user_key = ?',
  )
  const countLikes = database
    .prepare<[number], number>('SELECT count(*) FROM post_like WHERE post_key = ? AND active = 1')
    .pluck()
  const insertComment = database.prepare<[Buffer, number, number, string, number]>(
    'INSERT INTO comment (id, post_key, user_key, text, created_at) VALUES (?, ?, ?, ?, ?)',
  )
  const selectComment = database.prepare<
    [Buffer],
    { key: number; user_key: number; post_id: Buffer; author_key: number }
  >(
    `SELECT comment.key, comment.user_key, post.id AS post_id, post.author_key
     FROM comment JOIN post ON post.key = comment.post_key WHERE comment.id = ?`,
  )
  const deleteComment = database.prepare<[number]>('DELETE FROM comment WHERE key = ?')

  function getPost(postId: string): PostRow {
    const post = selectPost.get(idToBlob(postId))
    if (post === undefined) throw new LinstaError('post_not_found')
    return post
  }

  function findLike(post: PostRow, userKey: number | undefined) {
    return userKey === undefined ? undefined : selectLike.get(post.key, userKey)
  }

  return {
    createPost(command: {
      id: string
      authorId: string
      caption: string
      eventId: string | undefined
      media: MediaState[]
      at: number
    }): void {
      const { id, authorId, caption, eventId, media, at } = command
      const eventKey = eventId === undefined ? null : selectEventKey.get(idToBlob(eventId))
      if (eventKey === undefined) throw new LinstaError('event_not_found')
      insertPost.run(idToBlob(id), users.ensure(authorId), eventKey, caption, JSON.stringify(media), at)
    },

    /** Its likes and comments go with it, by their foreign keys. */
    deletePost(command: { postId: string; actorId: string; at: number }): void {
      const { postId, actorId, at } = command
      const post = getPost(postId)
      if (post.author_key !== users.keyOf(actorId)) throw new LinstaError('not_your_post')
      deletePost.run(post.key)
      inbox.retractAllAbout({ referenceId: postId, at })
    },

    likePost(command: { postId: string; actorId: string; at: number; notification: NewNotification | undefined }): {
      likeCount: number
    } {
      const { postId, actorId, at, notification } = command
      const post = getPost(postId)
      const earlier = findLike(post, users.keyOf(actorId))
      if (earlier?.active === 1) throw new LinstaError('already_liked')
      const generation = (earlier?.generation ?? 0) + 1
      switchOn.run(post.key, users.ensure(actorId), generation)
      const dedupeKey = likeKey(postId, actorId)
      if (notification !== undefined) inbox.notify({ notification, dedupeKey, generation, at })
      return { likeCount: countLikes.get(post.key) ?? 0 }
    },

    unlikePost(command: { postId: string; actorId: string; at: number }): { likeCount: number } {
      const { postId, actorId, at } = command
      const post = getPost(postId)
      const userKey = users.keyOf(actorId)
      if (userKey === undefined || findLike(post, userKey)?.active !== 1) throw new LinstaError('like_not_found')
      switchOff.run(post.key, userKey)
      inbox.retract({ userKey: post.author_key, dedupeKey: likeKey(postId, actorId), at })
      return { likeCount: countLikes.get(post.key) ?? 0 }
    },

    commentOnPost(command: {
      id: string
      postId: string
      actorId: string
      text: string
      at: number
      notification: NewNotification | undefined
    }): void {
      const { id, postId, actorId, text, at, notification } = command
      const post = getPost(postId)
      insertComment.run(idToBlob(id), post.key, users.ensure(actorId), text, at)
      const dedupeKey = commentKey(id)
      if (notification !== undefined) inbox.notify({ notification, dedupeKey, generation: 1, at })
    },

    deleteComment(command: { postId: string; commentId: string; actorId: string; at: number }): void {
      const { postId, commentId, actorId, at } = command
      const comment = selectComment.get(idToBlob(commentId))
      if (comment === undefined || blobToId(comment.post_id) !== postId) throw new LinstaError('comment_not_found')
      if (comment.user_key !== users.keyOf(actorId)) throw new LinstaError('not_your_comment')
      deleteComment.run(comment.key)
      inbox.retract({ userKey: comment.author_key, dedupeKey: commentKey(commentId), at })
    },
  }
}

/** An action's name in inboxes: one notification each. */
const likeKey = (postId: string, actorId: string): string => `like:${postId}:${actorId}`
const commentKey = (commentId: string): string => `comment:${commentId}`
