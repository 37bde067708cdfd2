import { LinstaError, type RoomAnswer } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import { toPerson } from '../people.ts'
import type { ChatContext } from './chatContext.ts'
import { toHead } from './toHead.ts'
import { toReceipt, toShownReceipt } from './toReceipt.ts'

export const createReadRoom = ({ rooms, memory, people, privacy }: ChatContext) =>
  /**
   * A room as one of its participants sees it: its end, and who is in it.
   * @throws LinstaError `room_not_found`, also for people outside the room (P5)
   */
  async function readRoom({ actorId, chatRoomId }: { actorId: string; chatRoomId: string }): Promise<RoomAnswer> {
    const head = await rooms.readHead(chatRoomId, actorId)
    const room = await memory.load(chatRoomId)
    if (head === undefined || !isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    const known = await people.read(room.participants.keys())
    // Asked again, because reading may have taken a while (P6).
    if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    return {
      room: toHead(head, known, privacy),
      participants: [...room.participants.values()].map((participant) => ({
        user: toPerson(known.get(participant.userId), undefined),
        receipt:
          participant.userId === actorId
            ? toReceipt(chatRoomId, participant)
            : toShownReceipt(chatRoomId, participant, privacy),
      })),
    }
  }
