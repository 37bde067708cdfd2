import type { Notifications } from '../../notifications/createNotifications.ts'
import type { CallHandlers } from './calls.ts'

type InboxCall =
  | 'subscribe_notifications'
  | 'unsubscribe_notifications'
  | 'get_notifications'
  | 'get_inbox_changes'
  | 'mark_notification_read'
  | 'mark_all_notifications_read'

export function createInboxCalls({ notifications }: { notifications: Notifications }): Pick<CallHandlers, InboxCall> {
  return {
    async subscribe_notifications(connection) {
      connection.wantsNotifications = true
      connection.emit('notification_subscribed', { message: 'Successfully subscribed to notifications' })
      return {}
    },
    async unsubscribe_notifications(connection) {
      connection.wantsNotifications = false
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
