import type { MediaState } from '../../../src/ports/postStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId, nothingButATitle, readInbox, useInboxEntries } from '../kit.ts'

/** Whose posts these are. */
export const ann = newUserId('ann')
/** Who looks at them. */
export const bob = newUserId('bob')

/** What the contract's tests do with Ann's posts, as the rules do it: others' actions carry a notification to her. */
export function createPostActs(storage: () => Storage) {
  const { heard, notifiedBy } = useInboxEntries(storage)
  const notificationOf = (type: string, actorId: string, referenceId: string) =>
    actorId === ann ? undefined : aNotificationTo(ann, { type, referenceId })

  return {
    heard,
    notifiedBy,

    async post(about: { caption?: string; eventId?: string; media?: MediaState[]; at?: number } = {}): Promise<string> {
      const id = newId()
      const { caption = 'A post', eventId, media = [], at = NOON } = about
      await storage().posts.create({ id, authorId: ann, caption, eventId, media, at })
      return id
    },
    async createEvent(title: string): Promise<string> {
      const id = newId()
      await storage().events.create({ id, createdBy: ann, fields: { ...nothingButATitle, title }, at: NOON })
      return id
    },
    deletePost: (postId: string, actorId = ann) => storage().posts.delete({ postId, actorId, at: NOON }),
    /** The feed's ids, as Bob sees it. */
    async list(page: { search?: string; eventId?: string; limit?: number; skip?: number }): Promise<string[]> {
      const { search, eventId, limit = 100, skip = 0 } = page
      const listed = await storage().posts.list({ viewerId: bob, search, eventId, limit, skip })
      return listed.map(({ _id }) => _id)
    },

    async like(postId: string, actorId: string, at = NOON) {
      const notification = notificationOf('LIKE', actorId, postId)
      const { likeCount } = await storage().posts.like({ postId, actorId, at, notification })
      return { likeCount, notified: notifiedBy(notification) }
    },
    unlike: (postId: string, actorId: string) => storage().posts.unlike({ postId, actorId, at: NOON }),

    /** `id` is the comment's; the answer has it as well. */
    async comment(postId: string, actorId: string, id = newId()) {
      const notification = notificationOf('COMMENT', actorId, postId)
      await storage().posts.comment({ id, postId, actorId, text: `comment ${id}`, at: NOON, notification })
      return { id, notified: notifiedBy(notification) }
    },
    deleteComment: (postId: string, commentId: string, actorId: string) =>
      storage().posts.deleteComment({ postId, commentId, actorId, at: NOON }),

    /** What Ann's inbox has about a post, newest first. */
    notices: async (postId: string) =>
      (await readInbox(storage(), ann)).filter(({ referenceId }) => referenceId === postId),
  }
}
