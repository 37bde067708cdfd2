import type { InboxEntry as InboxEntryOnWire, Notification } from '@linsta/protocol'
import type { InboxEntry, NotificationState } from '../ports/inboxStore.ts'
import { toIsoTime } from '../time.ts'

/** A notification as the wire carries it. */
export const toNotification = (state: NotificationState): Notification => ({
  _id: state._id,
  userId: state.userId,
  type: state.type,
  message: state.message,
  referenceId: state.referenceId,
  ...(state.data === undefined ? {} : { data: state.data }),
  isRead: state.readAt !== null,
  createdAt: toIsoTime(state.createdAt),
  seq: state.seq,
  updatedSeq: state.updatedSeq,
})

/** An entry of an inbox's log as the wire carries it. */
export function toInboxEntry(entry: InboxEntry): InboxEntryOnWire {
  const fields = { seq: entry.seq, id: entry.id, at: toIsoTime(entry.at) }
  if (entry.kind === 'all_read') return { ...fields, kind: 'all_read' }
  return { ...fields, kind: entry.kind, notification: toNotification(entry.notification) }
}
