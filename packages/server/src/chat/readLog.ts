import { LinstaError, type MessagesAnswer, type RoomChanges } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import { createAnswerBudget } from '../answerSize.ts'
import type { Position } from '../ports/roomStore.ts'
import type { ChatContext } from './chatContext.ts'
import { toEntry } from './toEntry.ts'
import { toMessage } from './toMessage.ts'

type Budget = ReturnType<typeof createAnswerBudget>
type Page = { chatRoomId: string; before?: number; after?: number; around?: number; limit: number }
type Range = { [Name in keyof Page]: Page[Name] | undefined } & { chatRoomId: string; limit: number }

/**
 * Reads of rooms' logs by position. They end where delivery has come to, so that what they answer and what is sent
 * live fit together, and nothing appended after a removal is read by the removed (P6).
 */
export const createReadLog = ({ rooms, memory, privacy }: ChatContext) => {
  async function readTail(
    {
      actorId,
      chatRoomId,
      position,
      limit,
    }: { actorId: string; chatRoomId: string; position: Position; limit: number },
    budget: Budget,
  ): Promise<RoomChanges> {
    const room = await memory.load(chatRoomId)
    if (!isParticipant(room, actorId)) return { chatRoomId, outcome: 'gone' }
    const head = { seq: room.head.seq, id: room.head.id }
    const tail = await rooms.readChanges({ chatRoomId, position, throughSeq: head.seq, limit })
    // Asked again, because reading may have taken a while (P6).
    if (!isParticipant(room, actorId)) return { chatRoomId, outcome: 'gone' }
    if (tail.outcome === 'reset') return { chatRoomId, outcome: 'reset' }
    const entries = budget.fit(tail.entries.map((entry) => toEntry(entry, room, privacy)))
    const last = entries.at(-1)
    const reached = last === undefined ? position : { seq: last.seq, id: last.id }
    return { chatRoomId, outcome: 'changes', entries, position: reached, hasMore: reached.seq < head.seq }
  }

  return {
    /** What rooms went through since the positions given, together at most `limit` entries. */
    async getChanges(command: {
      actorId: string
      rooms: { chatRoomId: string; position: Position }[]
      limit: number
    }): Promise<{ rooms: RoomChanges[] }> {
      const { actorId } = command
      const budget = createAnswerBudget()
      const answers: RoomChanges[] = []
      let limit = command.limit
      for (const { chatRoomId, position } of command.rooms) {
        const changes = await readTail({ actorId, chatRoomId, position, limit }, budget)
        if (changes.outcome === 'changes') limit -= changes.entries.length
        answers.push(changes)
      }
      return { rooms: answers }
    },

    /**
     * A page of a room's messages in their current state, oldest first.
     * @throws LinstaError `room_not_found`, also for people outside the room (P5)
     */
    async getMessages({ actorId, ...page }: Range & { actorId: string }): Promise<MessagesAnswer> {
      const room = await memory.load(page.chatRoomId)
      if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
      const position = { seq: room.head.seq, id: room.head.id }
      const read = await rooms.readPage({ ...page, throughSeq: position.seq })
      // Asked again, because reading may have taken a while (P6).
      if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
      const all = read.messages.map((message) => toMessage(message, room, privacy))
      const { messages, isCutBefore, isCutAfter } = fitPage(all, page)
      return {
        messages,
        hasMoreBefore: read.hasMoreBefore || isCutBefore,
        hasMoreAfter: read.hasMoreAfter || isCutAfter,
        position,
      }
    },
  }
}

/** As much of a page as an answer can hold, next to the place that was asked for. */
function fitPage<Item extends { seq: number }>(
  all: Item[],
  { after, around }: { after?: number | undefined; around?: number | undefined },
): { messages: Item[]; isCutBefore: boolean; isCutAfter: boolean } {
  const budget = createAnswerBudget()
  if (after !== undefined) {
    const messages = budget.fit(all)
    return { messages, isCutBefore: false, isCutAfter: messages.length < all.length }
  }
  const middle = around === undefined ? all.length : all.filter(({ seq }) => seq <= around).length
  const [older, newer] = [all.slice(0, middle).reverse(), all.slice(middle)]
  const fitting: Item[] = []
  const lanes = [older, newer]
  // In turn from the place outwards, so that both sides of it are there.
  for (let lane = 0; lanes.some((items) => items.length > 0); lane = 1 - lane) {
    const next = lanes[lane]?.[0]
    if (next === undefined) continue
    const [fits] = budget.fit([next])
    if (fits === undefined) break
    fitting.push(fits)
    lanes[lane]?.shift()
  }
  return {
    messages: fitting.sort((one, other) => one.seq - other.seq),
    isCutBefore: older.length > 0,
    isCutAfter: newer.length > 0,
  }
}
