import { LinstaError } from '@linsta/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownerOf, type RoomState } from '../../../src/ports/roomState.ts'
import type { Append, AppendMessage, RoomStore } from '../../../src/ports/roomStore.ts'
import { NOON, newId, newUserId, type OpenStorage, PLAY_MS, useStorage } from '../kit.ts'
import { expectRoom, expectRoomsOf, type PlayedRoom } from './recount.ts'
import { createRoomModel } from './roomModel.ts'

const PEOPLE = ['ann', 'bob', 'cid', 'dee']
/** Who begins in which room, its owner first. */
const DIRECT_ROOMS: [string, string][] = [
  ['ann', 'bob'],
  ['bob', 'cid'],
  ['cid', 'ann'],
]
const GROUPS = [
  ['ann', 'bob', 'cid'],
  ['dee', 'ann'],
]
const ROOMS = DIRECT_ROOMS.length + GROUPS.length

/** What somebody does in one of the rooms. `pick` chooses among what is there. */
const step = fc.record({
  act: fc.constantFrom(
    ...(['send', 'send', 'send', 'send', 'reply', 'sendKeyed', 'delete', 'deleteFromElsewhere'] as const),
    ...(['read', 'receive', 'open', 'add', 'add', 'takeOut', 'leave', 'look'] as const),
  ),
  room: fc.nat(ROOMS - 1),
  actor: fc.nat(PEOPLE.length - 1),
  pick: fc.nat(1_000),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

type Played = { people: string[]; rooms: PlayedRoom[] }
type Place = { room: PlayedRoom; elsewhere: PlayedRoom; actorId: string; userId: string; at: number }
/** A step that was called, on the storage and on the model: `answer` must become `expected`. */
type Taken = { answer: Promise<unknown>; expected: unknown }

/** A direct room that is opened again may be answered as it is at a later moment. This never changes. */
const unchanging = ({ chatRoomId, kind, createdAt }: RoomState) => ({ chatRoomId, kind, createdAt })

function pickMessage({ model }: PlayedRoom, pick: number): string {
  const messages = model.messages()
  return messages[pick % Math.max(messages.length, 1)]?._id ?? newId()
}

/** Where a step is done and by whom: mostly there and by those where it changes something. */
function placeOf({ act, pick, ...step }: Step, { rooms, people }: Played): Omit<Place, 'at'> {
  const isGroupAct = ['add', 'takeOut', 'leave'].includes(act)
  const direct = step.room % DIRECT_ROOMS.length
  const group = DIRECT_ROOMS.length + (step.room % GROUPS.length)
  const index = act === 'open' ? direct : isGroupAct && pick % 5 > 0 ? group : step.room
  const [room, elsewhere, somebody] = [rooms[index], rooms[(index + 1) % ROOMS], people[step.actor]]
  const userId = people[Math.floor(pick / 7) % PEOPLE.length]
  if (!room || !elsewhere || !somebody || !userId) throw new Error('A step names what is not there')
  const isOwnerAct = isGroupAct && act !== 'leave' && pick % 4 > 0
  return { room, elsewhere, actorId: (isOwnerAct && ownerOf(room.model.state())) || somebody, userId }
}

/** Calls the storage without waiting for it, and the model. */
function take(rooms: RoomStore, { act, pick }: Step, place: Place): Taken {
  const { room, elsewhere, actorId, userId, at } = place
  const { chatRoomId, model, receipts } = room
  const of = () => ({ chatRoomId, id: newId(), actorId, at })

  function append(command: Append): Taken {
    const answer = rooms.append(command)
    if (command.kind === 'message') return { answer, expected: model.send(command) }
    return { answer, expected: command.kind === 'delete' ? model.remove(command) : model.change(command) }
  }
  const send = (about: Partial<AppendMessage> = {}) =>
    append({ ...of(), kind: 'message', text: `text ${pick}`, clientMessageId: undefined, replyTo: null, ...about })

  function moveReceipt(progress: { lastReadSeq?: number; lastDeliveredSeq?: number }): Taken {
    const command = { chatRoomId, userId: actorId, ...progress }
    const answer = rooms.moveReceipt(command)
    const expected = model.moveReceipt(command)
    if (typeof expected !== 'string') receipts.push({ seq: model.head().seq, participant: expected })
    return { answer, expected }
  }
  const somewhere = pick % (model.head().seq + 3)

  switch (act) {
    case 'send':
      return send()
    case 'reply':
      return send({ replyTo: pickMessage(pick % 7 === 0 ? elsewhere : room, pick) })
    case 'sendKeyed':
      return send({ clientMessageId: `key ${pick % 3}`, text: `text ${pick % 2}` })
    case 'delete':
      return append({ ...of(), kind: 'delete', messageId: pickMessage(room, pick) })
    case 'deleteFromElsewhere':
      return append({ ...of(), kind: 'delete', messageId: pickMessage(elsewhere, pick) })
    case 'read':
      return moveReceipt(pick % 2 === 0 ? { lastReadSeq: somewhere } : { lastReadSeq: somewhere, lastDeliveredSeq: 2 })
    case 'receive':
      return moveReceipt({ lastDeliveredSeq: somewhere })
    case 'add':
      return append({ ...of(), kind: 'participant_added', userId })
    case 'takeOut':
      return append({ ...of(), kind: 'participant_removed', userId })
    case 'leave':
      return append({ ...of(), kind: 'participant_removed', userId: actorId })
    case 'open': {
      const pair = [...model.state().participants.keys()]
      const [creatorId = '', otherUserId = ''] = pick % 2 === 0 ? pair : pair.toReversed()
      const command = { chatRoomId: newId(), creatorId, otherUserId, at }
      return { answer: rooms.openDirectRoom(command).then(unchanging), expected: unchanging(model.state()) }
    }
    case 'look': {
      const read = rooms.readRoom(chatRoomId)
      return {
        answer: read.then((snapshot) => snapshot && room.snapshots.push(snapshot) && unchanging(snapshot)),
        expected: unchanging(model.state()),
      }
    }
  }
}

/** [P11] Random messages, deletes, receipts and removals, called at once, against a model that recounts everything. */
export function describeRoomPlay(open: OpenStorage): void {
  describe('random play in rooms', () => {
    const storage = useStorage(open)

    /** Four people, three of whom have a room two by two, and groups beside. */
    async function openRooms(): Promise<Played> {
      const ids = new Map(PEOPLE.map((name) => [name, newUserId(name)]))
      const { rooms } = storage()
      // Before NOON, so that no two rooms were last active at the same time.
      let at = NOON - ROOMS - 1
      const open = async (names: string[], make: (of: { chatRoomId: string; at: number }) => Promise<RoomState>) => {
        at += 1
        const made = await make({ chatRoomId: newId(), at })
        const userIds = names.map((name) => ids.get(name) ?? '')
        return {
          chatRoomId: made.chatRoomId,
          model: createRoomModel({ ...made, userIds }),
          snapshots: [made],
          receipts: [],
        }
      }
      const opened: PlayedRoom[] = []
      for (const names of DIRECT_ROOMS) {
        const [creatorId = '', otherUserId = ''] = names.map((name) => ids.get(name) ?? '')
        opened.push(await open(names, (of) => rooms.openDirectRoom({ ...of, creatorId, otherUserId })))
      }
      for (const names of GROUPS) {
        const [ownerId = '', ...userIds] = names.map((name) => ids.get(name) ?? '')
        opened.push(await open(names, (of) => rooms.createGroup({ ...of, ownerId, userIds, clientRoomId: undefined })))
      }
      return { people: [...ids.values()], rooms: opened }
    }

    async function play(steps: Step[]): Promise<void> {
      const played = await openRooms()
      const expected: unknown[] = []
      const answers: Promise<unknown>[] = []
      for (const [index, one] of steps.entries()) {
        // Nothing else is awaited between the calls: they take effect in this order all the same. Whoever looks does so
        // when some answer is there, while what was called after it is under way.
        if (one.act === 'look') await answers[one.pick % answers.length]
        const taken = take(storage().rooms, one, { ...placeOf(one, played), at: NOON + index })
        expected.push(taken.expected)
        answers.push(taken.answer.catch((error) => (error instanceof LinstaError ? error.code : error)))
      }
      expect(await Promise.all(answers)).toEqual(expected)
      for (const room of played.rooms) await expectRoom(storage().rooms, room)
      for (const userId of played.people) await expectRoomsOf(storage().rooms, userId, played.rooms)
    }

    it('[P2] [P3] [P4] [P6] [P11] whatever people do at once, answers, logs, receipts and unread agree with a recount', async () => {
      const plays = fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), play)
      await fc.assert(plays, { numRuns: 60, interruptAfterTimeLimit: PLAY_MS })
    })
  })
}
