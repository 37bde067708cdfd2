import type { InboxEntry, NotificationState } from '../../ports/inboxStore.ts'
import type { InboxEntryDocument, NotificationDocument } from './collections.ts'
import { toId } from './keys.ts'

/** A notification as it was when its inbox was at a position. */
export function toNotificationState(document: NotificationDocument, atSeq: number): NotificationState {
  const { userId, seq, type, message, referenceId, data, readAt, readSeq, retractedSeq, at } = document
  const changes = [readSeq, retractedSeq].filter((changedSeq) => changedSeq <= atSeq)
  return {
    ...{ _id: toId(document._id), userId, seq, type, message, referenceId },
    ...(data === undefined ? {} : { data: JSON.parse(data) }),
    readAt: readSeq <= atSeq ? readAt : null,
    createdAt: at,
    updatedSeq: Math.max(seq, ...changes),
  }
}

/** @param target the notification that a `read` or `retracted` names, as it is at `atSeq` */
export function toInboxEntry(
  entry: InboxEntryDocument,
  { target, atSeq }: { target: NotificationDocument | undefined; atSeq: number },
): InboxEntry {
  const fields = { userId: entry.userId, seq: entry.seq, id: toId(entry._id), at: entry.at }
  if (entry.kind === 'all_read') return { ...fields, kind: 'all_read' }
  const notification = entry.kind === 'notification' ? entry : target
  if (notification === undefined)
    throw new Error(`Entry ${fields.id} of an inbox names a notification that is not there`)
  return { ...fields, kind: entry.kind, notification: toNotificationState(notification, atSeq) }
}
