import type { Notification } from '@linsta/protocol'
import type { NotificationState } from '../ports/inboxStore.ts'
import { toIsoTime } from '../time.ts'

/** A notification as the wire carries it. */
export const toNotification = (state: NotificationState): Notification => ({
  _id: state._id,
  userId: state.userId,
  type: state.type,
  message: state.message,
  referenceId: state.referenceId,
  isRead: state.readAt !== null,
  createdAt: toIsoTime(state.createdAt),
})
