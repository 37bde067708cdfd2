import { LinstaError, type Notification } from '@linsta/protocol'
import type { Clock } from '../ports/clock.ts'
import type { InboxStore } from '../ports/inboxStore.ts'
import { toNotification } from './toNotification.ts'

/** What somebody can do with their own inbox. */
export function createNotifications({ inboxes, clock }: { inboxes: InboxStore; clock: Clock }) {
  return {
    /** Newest first, without those that were taken back. */
    async list(page: { actorId: string; limit: number; skip: number }): Promise<Notification[]> {
      const { actorId: userId, limit, skip } = page
      return (await inboxes.list({ userId, limit, skip })).map(toNotification)
    },

    countUnread: ({ actorId }: { actorId: string }): Promise<number> => inboxes.countUnread(actorId),

    /** @throws LinstaError `notification_not_found`, also for somebody else's */
    async markRead({ actorId, id }: { actorId: string; id: string }): Promise<Notification> {
      const state = await inboxes.markRead({ userId: actorId, notificationId: id, at: clock.now() })
      if (state === undefined) throw new LinstaError('notification_not_found')
      return toNotification(state)
    },

    markAllRead: ({ actorId }: { actorId: string }): Promise<void> =>
      inboxes.markAllRead({ userId: actorId, at: clock.now() }),
  }
}

export type Notifications = ReturnType<typeof createNotifications>
