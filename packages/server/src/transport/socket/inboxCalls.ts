import type { Notifications } from '../../notifications/createNotifications.ts'
import { type Audiences, inboxAudience } from './audiences.ts'
import type { CallHandlers } from './calls.ts'

type InboxCall =
  | 'subscribe_notifications'
  | 'unsubscribe_notifications'
  | 'get_notifications'
  | 'get_inbox_changes'
  | 'mark_notification_read'
  | 'mark_all_notifications_read'

export function createInboxCalls(parts: {
  notifications: Notifications
  audiences: Audiences
}): Pick<CallHandlers, InboxCall> {
  const { notifications, audiences } = parts
  return {
    async subscribe_notifications(connection) {
      audiences.enter(inboxAudience(connection.userId), connection)
      connection.emit('notification_subscribed', { message: 'Successfully subscribed to notifications' })
      return {}
    },
    async unsubscribe_notifications(connection) {
      audiences.leave(inboxAudience(connection.userId), connection)
      return {}
    },
    get_notifications: ({ userId }, payload) => notifications.getNotifications({ ...payload, actorId: userId }),
    async get_inbox_changes({ userId }, payload) {
      return { inbox: await notifications.readChanges({ ...payload, actorId: userId }) }
    },
    async mark_notification_read({ userId }, payload) {
      return { notification: await notifications.markRead({ ...payload, actorId: userId }) }
    },
    async mark_all_notifications_read({ userId }) {
      await notifications.markAllRead({ actorId: userId })
      return {}
    },
  }
}
