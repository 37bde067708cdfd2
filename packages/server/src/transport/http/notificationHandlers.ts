import type { Notifications } from '../../notifications/createNotifications.ts'
import type { Handlers } from './handlers.ts'

type NotificationRoute =
  | 'listNotifications'
  | 'countUnreadNotifications'
  | 'markAllNotificationsRead'
  | 'markNotificationRead'
  | 'getInboxChanges'

export const createNotificationHandlers = (notifications: Notifications): Pick<Handlers, NotificationRoute> => ({
  listNotifications: ({ actorId, query }) => notifications.list({ actorId, ...query }),
  async countUnreadNotifications({ actorId }) {
    return { unreadCount: await notifications.countUnread({ actorId }) }
  },
  async markAllNotificationsRead({ actorId }) {
    await notifications.markAllRead({ actorId })
    return { message: 'All notifications marked as read' }
  },
  async getInboxChanges({ actorId, body }) {
    return { inbox: await notifications.readChanges({ actorId, ...body }) }
  },
  markNotificationRead: ({ actorId, params }) => notifications.markRead({ actorId, id: params.id }),
})
