import { requireParticipant } from '../access.ts'
import type { ChatContext } from './chatContext.ts'

export const createMarkRoomRead = ({ rooms, memory }: ChatContext) =>
  /**
   * Moves the actor's receipt to what was delivered so far. Receipts only move forward.
   * @throws LinstaError `room_not_found`, `not_a_participant`
   */
  async function markRoomRead(command: { actorId: string; chatRoomId: string }): Promise<void> {
    const { actorId, chatRoomId } = command
    const room = await memory.load(chatRoomId)
    requireParticipant(room, actorId)
    const stored = await rooms.moveReceipt({ chatRoomId, userId: actorId, seq: room.head.seq })
    // Sent counts follow from the entries that are delivered; only the receipt is taken over.
    const participant = room.participants.get(actorId)
    if (participant === undefined) return
    participant.lastReadSeq = Math.max(participant.lastReadSeq, stored.lastReadSeq)
    participant.readCount = Math.max(participant.readCount, stored.readCount)
  }
