import { LinstaError, type Receipt } from '@linsta/protocol'
import { isParticipant, requireParticipant } from '../access.ts'
import { type Participant, unreadCount } from '../ports/roomState.ts'
import type { ChatContext } from './chatContext.ts'
import type { LiveRoom } from './roomMemory.ts'
import { toReceipt, toShownReceipt } from './toReceipt.ts'

type MarkRead = { actorId: string; chatRoomId: string; seq: number | undefined }
type Progress = { lastReadSeq?: number; lastDeliveredSeq?: number }

export function createReceipts({ rooms, memory, broadcaster, privacy }: ChatContext) {
  /** Moves a receipt forward, at most to the head, and tells it: its owner what it is, others what they may see. */
  async function move(room: LiveRoom, userId: string, progress: Progress): Promise<Participant | undefined> {
    const before = room.participants.get(userId)
    if (before !== undefined && isBehind(progress, before)) return before
    const { chatRoomId } = room
    const stored = await rooms.moveReceipt({ chatRoomId, userId, ...progress })
    // Sent counts follow from the entries that are delivered; only the receipt is taken over.
    const participant = room.participants.get(userId)
    if (participant === undefined) return undefined
    const shownBefore = JSON.stringify(toShownReceipt(chatRoomId, participant, privacy))
    participant.lastReadSeq = Math.max(participant.lastReadSeq, stored.lastReadSeq)
    participant.lastDeliveredSeq = Math.max(participant.lastDeliveredSeq, stored.lastDeliveredSeq)
    participant.readCount = Math.max(participant.readCount, stored.readCount)
    broadcaster.toSynced({ userIds: [userId], name: 'receipt', payload: toReceipt(chatRoomId, participant) })
    const shown = toShownReceipt(chatRoomId, participant, privacy)
    if (shown !== null && JSON.stringify(shown) !== shownBefore) {
      const others = [...room.participants.keys()].filter((other) => other !== userId)
      broadcaster.toSynced({ userIds: others, name: 'receipt', payload: shown })
    }
    return participant
  }

  async function markThrough(
    room: LiveRoom,
    actorId: string,
    seq: number | undefined,
  ): Promise<{ receipt: Receipt; unread: number }> {
    // Beyond what was delivered as well: a sync reads the store, which may be ahead, and its head can be marked.
    const participant = await move(room, actorId, { lastReadSeq: seq ?? room.head.seq })
    if (participant === undefined) throw new LinstaError('room_not_found')
    const unread = Math.max(0, unreadCount(room.head, participant)) // less than none where it is read and not delivered
    return { receipt: toReceipt(room.chatRoomId, participant), unread }
  }

  return {
    /**
     * The same as `markRead`, for the frozen route.
     * @throws LinstaError `room_not_found`, `not_a_participant`
     */
    async markRoomRead({ actorId, chatRoomId, seq }: MarkRead): Promise<{ receipt: Receipt; unread: number }> {
      const room = await memory.load(chatRoomId)
      requireParticipant(room, actorId)
      return markThrough(room, actorId, seq)
    },

    /**
     * Marks everything up to `seq`, or up to what was delivered so far, as read.
     * @throws LinstaError `room_not_found`, also for people outside the room (P5)
     */
    async markRead({ actorId, chatRoomId, seq }: MarkRead): Promise<{ receipt: Receipt; unread: number }> {
      const room = await memory.load(chatRoomId)
      if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
      return markThrough(room, actorId, seq)
    },

    /** Says of rooms up to where their messages have reached a device. Rooms one is not in are passed over. */
    async markDelivered(command: { actorId: string; rooms: { chatRoomId: string; seq: number }[] }): Promise<void> {
      const { actorId } = command
      await Promise.all(
        command.rooms.map(async ({ chatRoomId, seq }) => {
          const room = await memory.load(chatRoomId)
          if (!isParticipant(room, actorId)) return
          await move(room, actorId, { lastDeliveredSeq: seq }).catch(ignoreRemoval)
        }),
      )
    },
  }
}

const isBehind = ({ lastReadSeq = 0, lastDeliveredSeq = 0 }: Progress, before: Participant): boolean =>
  lastReadSeq <= before.lastReadSeq && lastDeliveredSeq <= before.lastDeliveredSeq

/** Who was removed meanwhile has no receipt to move. */
function ignoreRemoval(error: unknown): undefined {
  if (error instanceof LinstaError && error.code === 'not_a_participant') return undefined
  throw error
}
