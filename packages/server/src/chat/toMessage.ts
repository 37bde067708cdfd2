import type { Message } from '@linsta/protocol'
import type { RoomState } from '../ports/roomState.ts'
import type { MessageState } from '../ports/roomStore.ts'
import { toIsoTime } from '../time.ts'

/** A message as the wire carries it. `readBy` follows from the receipts; the sender is always in it. */
export function toMessage(message: MessageState, room: RoomState): Message {
  const { _id, chatRoomId, senderId, text, createdAt, deleted, replyTo, seq } = message
  const readBy = [senderId]
  for (const { userId, lastReadSeq } of room.participants.values()) {
    if (lastReadSeq >= seq && userId !== senderId) readBy.push(userId)
  }
  return { _id, chatRoomId, senderId, text, createdAt: toIsoTime(createdAt), deleted, readBy, replyTo, seq }
}
