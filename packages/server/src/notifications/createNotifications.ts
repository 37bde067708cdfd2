import {
  CHANGES_LIMIT,
  type InboxChanges,
  LinstaError,
  type Notification,
  type NotificationsAnswer,
} from '@linsta/protocol'
import { createAnswerBudget } from '../answerSize.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Clock } from '../ports/clock.ts'
import type { InboxEntry, InboxHead, InboxStore } from '../ports/inboxStore.ts'
import type { Position } from '../ports/roomStore.ts'
import { toInboxEntry, toNotification } from './toNotification.ts'

/** What somebody can do with their own inbox; and whatever is appended to inboxes is delivered from here. */
export function createNotifications(parts: { inboxes: InboxStore; broadcaster: Broadcaster; clock: Clock }) {
  const { inboxes, broadcaster, clock } = parts

  inboxes.onAppended((entry: InboxEntry) => {
    const { userId } = entry
    if (entry.kind === 'notification') {
      broadcaster.toInbox({ userId, name: 'notification', payload: toNotification(entry.notification) })
    } else {
      broadcaster.toSynced({ userIds: [userId], name: 'inbox_changed', payload: toInboxEntry(entry) })
    }
  })

  return {
    /** Newest first, without those that were taken back. */
    async list(page: { actorId: string; limit: number; skip: number }): Promise<Notification[]> {
      const { actorId: userId, limit, skip } = page
      return (await inboxes.list({ userId, limit, skip })).map(toNotification)
    },

    /** The same by position, with the log's end at that moment. */
    async getNotifications(page: {
      actorId: string
      before?: number | undefined
      limit: number
    }): Promise<NotificationsAnswer> {
      const { actorId: userId, before, limit } = page
      const read = await inboxes.readPage({ userId, before, limit })
      const notifications = createAnswerBudget().fit(read.notifications.map(toNotification))
      const hasMore = read.hasMore || notifications.length < read.notifications.length
      return { notifications, hasMore, position: toPosition(read.head), unreadCount: read.head.unreadCount }
    },

    /** What the inbox went through since a position; without one, where it stands. */
    async readChanges(
      tail: { actorId: string; position: Position | undefined; limit?: number },
      budget = createAnswerBudget(),
    ): Promise<InboxChanges> {
      const { actorId: userId, position, limit = CHANGES_LIMIT } = tail
      const changes = await inboxes.readChanges({ userId, position, limit })
      const { head } = changes
      if (changes.outcome === 'reset' || position === undefined) {
        return { outcome: 'reset', position: toPosition(head), unreadCount: head.unreadCount }
      }
      const entries = budget.fit(changes.entries.map(toInboxEntry))
      const last = entries.at(-1)
      const reached = last === undefined ? position : { seq: last.seq, id: last.id }
      const hasMore = reached.seq < head.seq
      return { outcome: 'changes', entries, position: reached, hasMore, unreadCount: head.unreadCount }
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

const toPosition = ({ seq, id }: InboxHead): Position => ({ seq, id })

export type Notifications = ReturnType<typeof createNotifications>
