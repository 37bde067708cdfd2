import type { Comment } from '@linsta/protocol'
import { type Person, toPerson } from '../people.ts'
import type { CommentState } from '../ports/postStore.ts'
import { toIsoTime } from '../time.ts'

/** A comment as the wire carries it. `viewerId` is undefined where the caller brought no token. */
export function toComment(state: CommentState, user: Person | undefined, viewerId: string | undefined): Comment {
  const { _id, postId, userId, text, createdAt } = state
  return { _id, postId, userId, user: toPerson(user, viewerId), text, createdAt: toIsoTime(createdAt) }
}
