import type { InboxEntry, NotificationState } from '../../../src/ports/inboxStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId, useInboxEntries } from '../kit.ts'

/** Whose likes fill the inboxes. */
export const actor = newUserId('actor')

/** What the contract's tests do with inboxes, whatever the notifications in them are about. */
export function createInboxActs(storage: () => Storage) {
  const { heard, notifiedBy } = useInboxEntries(storage)

  async function post(authorId: string): Promise<string> {
    const id = newId()
    const about = { caption: 'A post', eventId: undefined, media: [] }
    await storage().posts.create({ id, authorId, ...about, at: NOON })
    return id
  }

  /** Gives somebody a notification by an action that notifies. */
  async function notify(userId: string, at = NOON): Promise<NotificationState> {
    const postId = await post(userId)
    const notification = aNotificationTo(userId, { type: 'LIKE', referenceId: postId })
    await storage().posts.like({ postId, actorId: actor, at, notification })
    const notified = notifiedBy(notification)
    if (notified === undefined) throw new Error('Nobody was notified')
    return notified
  }

  return {
    post,
    notify,
    notifyTimes: (count: number, userId: string) => Promise.all(Array.from({ length: count }, () => notify(userId))),

    /** Every entry of somebody's inbox that was heard of, in that order. */
    heardBy: (userId: string): InboxEntry[] => heard.filter((entry) => entry.userId === userId),

    takeBack: ({ referenceId }: NotificationState, at = NOON) =>
      storage().posts.unlike({ postId: referenceId, actorId: actor, at }),
    markRead: (userId: string, notificationId: string, at = NOON) =>
      storage().inboxes.markRead({ userId, notificationId, at }),
    markAllRead: (userId: string, at = NOON) => storage().inboxes.markAllRead({ userId, at }),
    list: (userId: string, page: { limit?: number; skip?: number } = {}) =>
      storage().inboxes.list({ userId, limit: 100, skip: 0, ...page }),
  }
}
