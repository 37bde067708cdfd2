import type { Message } from '@linsta/protocol'
import type { RoomState } from '../ports/roomState.ts'
import type { MessageState } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'
import { toIsoTime } from '../time.ts'

/**
 * A message as the wire carries it. `readBy` follows from the receipts of those who show them; the sender is always
 * in it.
 */
export function toMessage(
  message: MessageState,
  { participants }: Pick<RoomState, 'participants'>,
  privacy: Privacy,
): Message {
  const { _id, chatRoomId, senderId, text, createdAt, deleted, replyTo, seq, updatedSeq, clientMessageId } = message
  const readBy = [senderId]
  for (const { userId, lastReadSeq } of participants.values()) {
    if (lastReadSeq >= seq && userId !== senderId && privacy.of(userId).receipts) readBy.push(userId)
  }
  return {
    _id,
    chatRoomId,
    senderId,
    text,
    createdAt: toIsoTime(createdAt),
    deleted,
    readBy,
    replyTo,
    seq,
    updatedSeq,
    ...(clientMessageId === null ? {} : { clientMessageId }),
  }
}
