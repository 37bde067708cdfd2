import type { Message, Receipt, RoomEntry, RoomHead } from '@linsta/protocol'
import { PREVIEW_TEXT_MAX } from '@linsta/protocol/bounds'

/*
 * What lists show of a room, and how entries and receipts change it. Pure: heads are replaced, never changed.
 */

export const receiptOf = (head: RoomHead, userId: string | undefined): Receipt | undefined =>
  head.receipts.find((receipt) => receipt.userId === userId)

/** Whether somebody is in the room no more after `entry`. */
export const removes = (entry: RoomEntry, userId: string | null | undefined): boolean =>
  entry.kind === 'participant_removed' && entry.userId === userId

/** The head after `entry`, which is the one right behind it. */
export function applyEntry(head: RoomHead, entry: RoomEntry, ownId: string | undefined): RoomHead {
  const next = { ...head, position: { seq: entry.seq, id: entry.id }, updatedAt: entry.at }
  if (entry.kind === 'message') return applyMessage(next, entry.message, ownId)
  if ('message' in entry) return applyState(next, entry.message)
  return next
}

function applyMessage(head: RoomHead, message: Message, ownId: string | undefined): RoomHead {
  const withPreview = { ...head, preview: toPreview(message) }
  const lastReadSeq = receiptOf(head, ownId)?.lastReadSeq ?? 0
  if (message.senderId !== ownId) {
    return message.seq > lastReadSeq ? { ...withPreview, unread: head.unread + 1 } : withPreview
  }
  // As the server does it: sending moves the sender's receipt only when nothing of others lies unread before it.
  if (head.unread > 0) return withPreview
  return { ...withPreview, receipts: forward(head.receipts, { userId: ownId, lastReadSeq: message.seq }) }
}

/** The head with a newer state of a message, if it is the one that is shown. */
export function applyState(head: RoomHead, message: Message): RoomHead {
  if (head.preview === null || head.preview.messageId !== message._id) return head
  // A deleted one stays deleted: this state may be the older one.
  return head.preview.deleted ? head : { ...head, preview: toPreview(message) }
}

const toPreview = ({ _id, seq, senderId, text, deleted, createdAt }: Message) => ({
  messageId: _id,
  seq,
  senderId,
  text: cut(text),
  deleted,
  createdAt,
})

/** At most 200 units, and no half of a surrogate pair. */
function cut(text: string): string {
  if (text.length <= PREVIEW_TEXT_MAX) return text
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(PREVIEW_TEXT_MAX - 1))
  return text.slice(0, isSplit ? PREVIEW_TEXT_MAX - 1 : PREVIEW_TEXT_MAX)
}

/** Receipts with one of them moved on; they never move back. */
export function forward(
  receipts: readonly Receipt[],
  moved: { userId: string; lastReadSeq?: number; lastDeliveredSeq?: number },
): Receipt[] {
  return receipts.map((receipt) =>
    receipt.userId !== moved.userId
      ? receipt
      : {
          ...receipt,
          lastReadSeq: Math.max(receipt.lastReadSeq, moved.lastReadSeq ?? 0),
          lastDeliveredSeq: Math.max(receipt.lastDeliveredSeq, moved.lastDeliveredSeq ?? 0),
        },
  )
}
