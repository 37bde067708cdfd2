import { LinstaError, type RoomAnswer } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import { createAnswerBudget } from '../answerSize.ts'
import { toPerson } from '../people.ts'
import type { ChatContext } from './chatContext.ts'
import { toHead } from './toHead.ts'
import { toReceipt, toShownReceipt } from './toReceipt.ts'

export const createReadRoom = ({ rooms, memory, people, privacy }: ChatContext) =>
  /**
   * A room as one of its participants sees it: its end, and who is in it, as many as fit, from behind `cursor` on. Who
   * is there all the time is on one page, whoever comes and goes meanwhile.
   * @throws LinstaError `room_not_found`, also for people outside the room (P5)
   */
  async function readRoom(request: {
    actorId: string
    chatRoomId: string
    cursor?: string | undefined
  }): Promise<RoomAnswer> {
    const { actorId, chatRoomId, cursor } = request
    const afterOrdinal = cursor === undefined ? -1 : Number(cursor)
    const room = await memory.load(chatRoomId)
    if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    const head = await rooms.readHead(chatRoomId, actorId)
    // From the store as well, and after the head: memory may be behind it, and who was removed before the head must not
    // be among the participants, for that entry is not told again.
    const participants = (await rooms.readRoom(chatRoomId))?.participants.values().toArray() ?? []
    const known = await people.read(participants.map(({ userId }) => userId))
    // Asked again, because reading may have taken a while (P6).
    if (head === undefined || !isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    const budget = createAnswerBudget()
    const end = toHead(head, known, privacy)
    budget.fit([end]) // What it leaves is the participants'.
    const rest = participants.filter(({ ordinal }) => ordinal > afterOrdinal)
    const fitting = budget.fit(
      rest.map((participant) => ({
        user: toPerson(known.get(participant.userId), undefined),
        receipt:
          participant.userId === actorId
            ? toReceipt(chatRoomId, participant)
            : toShownReceipt(chatRoomId, participant, privacy),
      })),
    )
    const last = rest[fitting.length - 1]
    const hasMore = last !== undefined && fitting.length < rest.length
    return { room: end, participants: fitting, nextCursor: hasMore ? `${last.ordinal}` : null }
  }
