import type { Notifications } from '../../notifications/createNotifications.ts'
import type { Handlers } from './handlers.ts'

type NotificationRoute =
  | 'listNotifications'
  | 'countUnreadNotifications'
  | 'markAllNotificationsRead'
  | 'markNotificationRead'

export const createNotificationHandlers = (notifications: Notifications): Pick<Handlers, NotificationRoute> => ({
  listNotifications: ({ actorId, query }) => notifications.list({ actorId, ...query }),
  async countUnreadNotifications({ actorId }) {
    return { unreadCount: await notifications.countUnread({ actorId }) }
  },
  async markAllNotificationsRead({ actorId }) {
    await notifications.markAllRead({ actorId })
    return { message: 'All notifications marked as read' }
  },
  markNotificationRead: ({ actorId, params }) => notifications.markRead({ actorId, id: params.id }),
})
