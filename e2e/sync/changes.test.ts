import type { SocketAnswer } from '@linsta/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, WAYS } from './caller.ts'
import { inLanes, NO_SUCH_ID, START, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

type Changes = SocketAnswer<'get_changes'>['rooms'][number]
type Position = { seq: number; id: string | null }

const changesOf = async (caller: Caller, chatRoomId: string, position: Position): Promise<Changes | undefined> =>
  (await caller.call('get_changes', { rooms: [{ chatRoomId, position }] })).rooms[0]

const entriesOf = (changes: Changes | undefined) => (changes?.outcome === 'changes' ? changes.entries : [])

/** A group with every kind of entry in its log. */
async function aLivelyGroup() {
  const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
  const chatRoomId = await world.group(ann, [bob])
  const first = await world.send(ann, chatRoomId, 'one')
  const second = await world.send(bob, chatRoomId, 'two')
  await ann.put(`/api/chat/rooms/${chatRoomId}/participants/${cem.id}`)
  await ann.delete(`/api/chat/messages/${first._id}`)
  const third = await world.send(cem, chatRoomId, 'three')
  await ann.delete(`/api/chat/rooms/${chatRoomId}/participants/${cem.id}`)
  return { ann, bob, cem, chatRoomId, first, second, third }
}

describe.each(WAYS)('get_changes over %s', (way) => {
  it('brings the tail of the log, every kind, each message in its current state', async () => {
    const { ann, bob, cem, chatRoomId, first, second, third } = await aLivelyGroup()
    const caller = await world.open(way, bob)
    const all = await changesOf(caller, chatRoomId, START)
    const gone = { _id: first._id, text: '', deleted: true, updatedSeq: 4, seq: 1 }
    expect(all).toMatchObject({ chatRoomId, outcome: 'changes', hasMore: false })
    expect(entriesOf(all)).toMatchObject([
      // What was deleted since has no text at its first entry either.
      { seq: 1, kind: 'message', id: first._id, actorId: ann.id, at: first.createdAt, message: gone },
      { seq: 2, kind: 'message', id: second._id, actorId: bob.id, message: { text: 'two', updatedSeq: 2 } },
      { seq: 3, kind: 'participant_added', actorId: ann.id, userId: cem.id },
      { seq: 4, kind: 'delete', actorId: ann.id, message: gone },
      { seq: 5, kind: 'message', id: third._id, actorId: cem.id, message: { text: 'three' } },
      { seq: 6, kind: 'participant_removed', actorId: ann.id, userId: cem.id },
    ])
    // From each position of the log on it is the rest.
    for (const [index, { seq, id }] of entriesOf(all).entries()) {
      const rest = await changesOf(caller, chatRoomId, { seq, id })
      expect(entriesOf(rest)).toEqual(entriesOf(all).slice(index + 1))
    }
    expect(JSON.stringify(all)).not.toContain('"one"')
  })

  it('[P4] answers reset for a position that is not in the log', async () => {
    const { bob, chatRoomId, first, second } = await aLivelyGroup()
    const caller = await world.open(way, bob)
    const strange: Position[] = [
      { seq: 7, id: second._id }, // beyond the end
      { seq: 2 ** 40, id: second._id },
      { seq: Number.MAX_SAFE_INTEGER, id: second._id },
      { seq: 1, id: second._id }, // somebody else's place
      { seq: 2, id: first._id },
      { seq: 2, id: NO_SUCH_ID },
      { seq: 2, id: null },
      { seq: 0, id: first._id },
    ]
    for (const position of strange) {
      expect(await changesOf(caller, chatRoomId, position), JSON.stringify(position)).toEqual({
        chatRoomId,
        outcome: 'reset',
      })
    }
    expect(entriesOf(await changesOf(caller, chatRoomId, { seq: 2, id: second._id }))).toHaveLength(4)
  })

  it('[P5] says gone to strangers, and of rooms that are not there, and no more', async () => {
    const { ann, bob, cem, chatRoomId, second } = await aLivelyGroup()
    const direct = await ann.roomWith(bob)
    await world.send(ann, direct, 'between us')
    for (const person of [cem, world.person('stranger')]) {
      const caller = await world.open(way, person)
      const asked = [chatRoomId, direct, NO_SUCH_ID].flatMap((id) => [
        { chatRoomId: id, position: START },
        { chatRoomId: id, position: { seq: 2, id: second._id } },
        { chatRoomId: id, position: { seq: 99, id: NO_SUCH_ID } },
      ])
      expect(await caller.call('get_changes', { rooms: asked })).toEqual({
        rooms: asked.map((room) => ({ chatRoomId: room.chatRoomId, outcome: 'gone' })),
      })
    }
  })

  it('pages over many rooms: its limit is for all of them together', async () => {
    const ann = world.person('ann')
    const caller = await world.open(way, ann)
    const rooms = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const chatRoomId = await ann.roomWith(world.person(`other ${index}`))
        const texts = Array.from({ length: index }, (_, count) => `${index} ${count}`)
        for (const text of texts) await world.send(ann, chatRoomId, text)
        return { chatRoomId, texts }
      }),
    )
    const positions = new Map<string, Position>(rooms.map(({ chatRoomId }) => [chatRoomId, START]))
    const texts = new Map<string, string[]>(rooms.map(({ chatRoomId }) => [chatRoomId, []]))
    let left = rooms.map(({ chatRoomId }) => chatRoomId)
    for (let page = 0; left.length > 0; page += 1) {
      expect(page).toBeLessThan(10) // 435 entries, 50 at a time
      const asked = left.map((chatRoomId) => ({ chatRoomId, position: positions.get(chatRoomId) }))
      const answer = await caller.call('get_changes', { rooms: asked, limit: 50 })
      expect(answer.rooms.map(({ chatRoomId }) => chatRoomId)).toEqual(left)
      expect(answer.rooms.flatMap(entriesOf).length).toBeLessThanOrEqual(50)
      left = []
      for (const changes of answer.rooms) {
        if (changes.outcome !== 'changes') throw new Error(changes.outcome)
        const { chatRoomId, entries, position, hasMore } = changes
        const last = entries.at(-1)
        expect(position).toEqual(last ? { seq: last.seq, id: last.id } : positions.get(chatRoomId))
        positions.set(chatRoomId, position)
        texts.get(chatRoomId)?.push(...entries.flatMap((entry) => (entry.kind === 'message' ? entry.message.text : [])))
        if (hasMore) left.push(chatRoomId)
      }
    }
    for (const { chatRoomId, texts: sent } of rooms) expect(texts.get(chatRoomId)).toEqual(sent)
  })

  it('brings 200 entries without a limit, and 500 at most', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await ann.roomWith(bob)
    const caller = await world.open(way, bob)
    await inLanes(Array.from({ length: 510 }), 20, () => world.send(ann, chatRoomId, 'x'))
    const rooms = [{ chatRoomId, position: START }]
    expect(entriesOf((await caller.call('get_changes', { rooms })).rooms[0])).toHaveLength(200)
    const [most] = (await caller.call('get_changes', { rooms, limit: 9_999 })).rooms
    expect(entriesOf(most)).toHaveLength(500)
    expect(most).toMatchObject({ hasMore: true, position: { seq: 500 } })
    if (most?.outcome !== 'changes') throw new Error('no changes')
    const rest = await changesOf(caller, chatRoomId, most.position)
    expect(rest).toMatchObject({ hasMore: false, position: { seq: 510 } })
    expect(entriesOf(rest)).toHaveLength(10)
  })

  const ROOM = { chatRoomId: NO_SUCH_ID, position: START }
  it.each([
    ['no rooms', {}],
    ['an empty list', { rooms: [] }],
    ['101 rooms', { rooms: Array(101).fill(ROOM) }],
    ['a room that is no id', { rooms: [{ chatRoomId: 'x', position: START }] }],
    ['a room without a position', { rooms: [{ chatRoomId: NO_SUCH_ID }] }],
    ['a position below 0', { rooms: [{ chatRoomId: NO_SUCH_ID, position: { seq: -1, id: null } }] }],
    ['a position between two', { rooms: [{ chatRoomId: NO_SUCH_ID, position: { seq: 1.5, id: NO_SUCH_ID } }] }],
    ['a limit of 0', { rooms: [ROOM], limit: 0 }],
    ['a limit that is no number', { rooms: [ROOM], limit: 'all' }],
  ])('refuses %s', async (_, payload) => {
    const caller = await world.open(way, world.person('ann'))
    expect(await caller.refusal('get_changes', payload)).toMatchObject({ code: 'invalid_request' })
  })

  it('answers 100 rooms at once, the same one twice as well', async () => {
    const { bob, chatRoomId } = await aLivelyGroup()
    const caller = await world.open(way, bob)
    const rooms = [{ chatRoomId, position: START }, { chatRoomId, position: START }, ...Array(98).fill(ROOM)]
    const answer = await caller.call('get_changes', { rooms })
    expect(answer.rooms.map(({ outcome }) => outcome)).toEqual(['changes', 'changes', ...Array(98).fill('gone')])
    expect(entriesOf(answer.rooms[1])).toEqual(entriesOf(answer.rooms[0]))
  })
})
