import { LinstaError } from '@linsta/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RoomState, unreadCount } from '../../../src/ports/roomState.ts'
import type { AppendDelete, AppendMessage } from '../../../src/ports/roomStore.ts'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomModel, type RoomModel } from './roomModel.ts'

const PEOPLE = 3

/** What somebody does in one of the rooms, most often where they participate. `pick` chooses among what is there. */
const step = fc.record({
  act: fc.constantFrom('send', 'send', 'send', 'reply', 'sendKeyed', 'delete', 'deleteFromElsewhere', 'read', 'open'),
  room: fc.nat(PEOPLE - 1),
  actor: fc.nat(PEOPLE - 1),
  pick: fc.nat(1_000),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const unchanging = ({ chatRoomId, kind, ownerId, createdAt, participants }: RoomState) => ({
  ...{ chatRoomId, kind, ownerId, createdAt },
  userIds: [...participants.keys()],
})

type Room = { chatRoomId: string; people: readonly [string, string]; model: RoomModel }

/** [P11] Random messages, deletes and receipts, called at once, against a model that recounts everything. */
export function describeRoomPlay(open: OpenStorage): void {
  describe('random play in rooms', () => {
    const storage = useStorage(open)

    /** Three people, each two of whom have a room. */
    async function openRooms(): Promise<{ rooms: Room[]; people: string[] }> {
      const people = ['ann', 'bob', 'cid'].map(newUserId)
      const rooms = people.map(async (creatorId, index) => {
        const [chatRoomId, otherUserId] = [newId(), people[(index + 1) % PEOPLE] ?? '']
        // Before NOON, so that no two rooms were last active at the same time.
        const at = NOON - PEOPLE + index
        await storage().rooms.openDirectRoom({ chatRoomId, creatorId, otherUserId, at })
        const pair = [creatorId, otherUserId] as const
        return { chatRoomId, people: pair, model: createRoomModel({ chatRoomId, people: pair, at }) }
      })
      return { rooms: await Promise.all(rooms), people }
    }

    /** Calls the storage without waiting for it, and the model: `answer` must become `expected`. */
    function take({ act, pick }: Step, at: number, place: { room: Room; elsewhere: Room; actorId: string }) {
      const { room, elsewhere, actorId } = place
      const { chatRoomId, model } = room
      const { rooms } = storage()
      const pickMessage = (from: RoomModel) => {
        const messages = from.messages()
        return messages[pick % Math.max(messages.length, 1)]?._id ?? newId()
      }
      const send = (about: Partial<AppendMessage>) => {
        const fields = { text: `text ${pick}`, clientMessageId: undefined, replyTo: null, ...about }
        const command: AppendMessage = { kind: 'message', chatRoomId, id: newId(), actorId, at, ...fields }
        return { answer: rooms.append(command), expected: model.send(command) }
      }
      const remove = (messageId: string) => {
        const command: AppendDelete = { kind: 'delete', chatRoomId, id: newId(), actorId, at, messageId }
        return { answer: rooms.append(command), expected: model.remove(command) }
      }
      switch (act) {
        case 'reply':
          return send({ replyTo: pickMessage(pick % 7 === 0 ? elsewhere.model : model) })
        case 'sendKeyed':
          return send({ clientMessageId: `key ${pick % 3}`, text: `text ${pick % 2}` })
        case 'delete':
          return remove(pickMessage(model))
        case 'deleteFromElsewhere':
          return remove(pickMessage(elsewhere.model))
        case 'read': {
          const command = { chatRoomId, userId: actorId, lastReadSeq: pick % (model.state().head.seq + 3) }
          return { answer: rooms.moveReceipt(command), expected: model.moveReceipt(command) }
        }
        case 'open': {
          const [creatorId, otherUserId] = pick % 2 === 0 ? room.people : room.people.toReversed()
          const command = { chatRoomId: newId(), creatorId: creatorId ?? '', otherUserId: otherUserId ?? '', at }
          // The answer may be of a later moment: what never changes is compared.
          const answer = rooms.openDirectRoom(command).then(unchanging)
          return { answer, expected: unchanging(model.state()) }
        }
        default:
          return send({})
      }
    }

    async function play(steps: Step[]): Promise<void> {
      const { rooms, people } = await openRooms()
      const expected: unknown[] = []
      const answers: Promise<unknown>[] = []
      for (const [index, one] of steps.entries()) {
        const [room, elsewhere, actorId] = [rooms[one.room], rooms[(one.room + 1) % PEOPLE], people[one.actor]]
        if (!room || !elsewhere || !actorId) throw new Error('A step names what is not there')
        // Nothing is awaited between the calls: they take effect in this order all the same.
        const taken = take(one, NOON + index, { room, elsewhere, actorId })
        expected.push(taken.expected)
        answers.push(taken.answer.catch((error) => (error instanceof LinstaError ? error.code : error)))
      }
      expect(await Promise.all(answers)).toEqual(expected)
      for (const room of rooms) await recount(room)
      for (const userId of people) {
        const states = rooms.filter((room) => room.people.includes(userId)).map(({ model }) => model.state())
        const newestFirst = states.sort((one, other) => other.head.at - one.head.at)
        expect(await storage().rooms.readRoomsOf(userId)).toEqual(newestFirst)
      }
    }

    async function recount({ chatRoomId, people, model }: Room): Promise<void> {
      const state = await storage().rooms.readRoom(chatRoomId)
      expect(state).toEqual(model.state())
      expect([...(state?.participants.keys() ?? [])]).toEqual(people)
      for (const participant of state?.participants.values() ?? []) {
        expect(state && unreadCount(state.head, participant)).toBe(model.unread(participant.userId))
      }
      const history = { chatRoomId, throughSeq: model.state().head.seq, limit: 1_000, skip: 0 }
      expect(await storage().rooms.readMessages(history)).toEqual(model.messages())
    }

    it('[P2] [P3] [P11] whatever people do at once, answers, logs, receipts and unread agree with a recount', async () => {
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), play), { numRuns: 50 })
    })
  })
}
