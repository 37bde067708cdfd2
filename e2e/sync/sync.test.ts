import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WAYS } from './caller.ts'
import { inLanes, START, startWorld, syncAll, type World } from './world.ts'

const ROOMS = 450 // two full pages and a part
const ANOTHER_EPOCH = 'another'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe('sync of some hundreds of rooms', () => {
  let ann: Person
  /** The newest message of each room that has one. */
  const newest = new Map<string, { _id: string; seq: number; text: string }>()
  const chatRoomIds: string[] = []
  let unreadTotal = 0

  beforeAll(async () => {
    ann = world.person('ann')
    const others = Array.from({ length: ROOMS }, (_, index) => world.person(`other ${index}`))
    await inLanes(others, 20, async (other, index) => {
      // Half of them are made by the other side.
      const chatRoomId = await (index % 2 === 0 ? ann.roomWith(other) : other.roomWith(ann))
      chatRoomIds.push(chatRoomId)
      // 0 to 3 messages in each room, of both, in no order over the rooms.
      for (let count = 0; count < index % 4; count += 1) {
        const sender = (index + count) % 3 === 0 ? ann : other
        newest.set(chatRoomId, await world.send(sender, chatRoomId, `${index} ${count}`))
        if (sender === other) unreadTotal += 1
      }
    })
  })

  it.each(WAYS)('[P11] over %s: each room once, most recently active first, 200 a page', async (way) => {
    const caller = await world.open(way, ann)
    const first = await caller.call('sync')
    const second = await caller.call('sync', { cursor: first.nextCursor })
    const third = await caller.call('sync', { cursor: second.nextCursor, epoch: first.epoch })
    expect([first, second, third].map(({ rooms }) => rooms.length)).toEqual([200, 200, 50])
    expect(third.nextCursor).toBeNull()
    for (const page of [first, second, third]) expect(page).toMatchObject({ epoch: first.epoch, reset: false })

    const heads = [first, second, third].flatMap(({ rooms }) => rooms)
    expect(heads.map(({ chatRoomId }) => chatRoomId).sort()).toEqual(chatRoomIds.toSorted())
    const order = heads.map(({ updatedAt, chatRoomId }) => `${updatedAt} ${chatRoomId}`)
    expect(order).toEqual(order.toSorted().reverse())
    for (const { chatRoomId, kind, position, preview, updatedAt, other } of heads) {
      const message = newest.get(chatRoomId)
      expect({ kind, other }).toEqual({ kind: 'direct', other: { _id: expect.stringMatching(/^other /), name: '' } })
      expect(position).toEqual(message === undefined ? START : { seq: message.seq, id: message._id })
      expect(preview?.text).toBe(message?.text)
      if (preview !== null) expect(updatedAt).toBe(preview.createdAt)
    }

    // Of a first page only, and what they say together is what each room says.
    expect(first).toMatchObject({ unreadTotal, inbox: { outcome: 'reset', position: START, unreadCount: 0 } })
    for (const page of [second, third]) {
      expect(page.unreadTotal).toBeUndefined()
      expect(page.inbox).toBeUndefined()
    }
    expect(heads.reduce((sum, { unread }) => sum + unread, 0)).toBe(unreadTotal)
  })

  it.each(WAYS)(
    'over %s: a room that becomes active between two pages was on the first or is heard of',
    async (way) => {
      const caller = await world.open(way, ann)
      const listener = await world.connectSynced(ann)
      const first = await caller.call('sync')
      const onFirst = new Set(first.rooms.map(({ chatRoomId }) => chatRoomId))
      const late = chatRoomIds.filter((chatRoomId) => !onFirst.has(chatRoomId)).slice(0, 5)
      for (const chatRoomId of late) {
        newest.set(chatRoomId, await world.send(ann, chatRoomId, 'moved up'))
      }
      const rest = new Set<string>()
      for (let cursor = first.nextCursor; cursor !== null; ) {
        const page = await caller.call('sync', { cursor })
        for (const { chatRoomId } of page.rooms) {
          expect(onFirst.has(chatRoomId) || rest.has(chatRoomId)).toBe(false)
          rest.add(chatRoomId)
        }
        cursor = page.nextCursor
      }
      await listener.heard()
      const heard = new Set(listener.all('receive_message').map(({ chatRoomId }) => chatRoomId))
      expect(heard).toEqual(new Set(late))
      const seen = new Set([...onFirst, ...rest, ...heard])
      expect([...seen].sort()).toEqual(chatRoomIds.toSorted())
      listener.close()
    },
  )
})

describe.each(WAYS)('sync over %s', (way) => {
  it('of somebody who has nothing', async () => {
    const caller = await world.open(way, world.person('nobody'))
    expect(await caller.call('sync')).toEqual({
      epoch: expect.stringMatching(/./),
      reset: false,
      rooms: [],
      nextCursor: null,
      unreadTotal: 0,
      inbox: { outcome: 'reset', position: START, unreadCount: 0 },
    })
  })

  it('says whether it is the database one was in step with', async () => {
    const ann = world.person('ann')
    const caller = await world.open(way, ann)
    const { epoch } = await caller.call('sync')
    expect(await caller.call('sync', { epoch, inbox: START })).toMatchObject({
      reset: false,
      epoch,
      inbox: { outcome: 'changes', entries: [], position: START, hasMore: false },
    })
    // Another database's positions say nothing here.
    expect(await caller.call('sync', { epoch: ANOTHER_EPOCH, inbox: START })).toMatchObject({
      reset: true,
      epoch,
      inbox: { outcome: 'reset' },
    })
  })

  it('cuts a preview to 200 units and splits no pair', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const caller = await world.open(way, ann)
    const chatRoomId = await ann.roomWith(bob)
    const previewOf = async (text: string) => {
      await world.send(bob, chatRoomId, text)
      const { rooms } = await caller.call('sync')
      return rooms[0]?.preview
    }
    const a = (count: number) => 'a'.repeat(count)
    expect(await previewOf(a(200))).toMatchObject({ text: a(200) })
    expect(await previewOf(a(201))).toMatchObject({ text: a(200) })
    expect(await previewOf(`${a(198)}😀b`)).toMatchObject({ text: `${a(198)}😀` })
    expect(await previewOf(`${a(199)}😀b`)).toMatchObject({ text: a(199) })
    expect(await previewOf('😀'.repeat(2_000))).toMatchObject({ text: '😀'.repeat(100) })
    expect(await previewOf(`a${'😀'.repeat(1_000)}`)).toMatchObject({ text: `a${'😀'.repeat(99)}` })

    const last = await world.send(bob, chatRoomId, 'a slip')
    expect((await bob.delete(`/api/chat/messages/${last._id}`)).status).toBe(200)
    const [head] = (await caller.call('sync')).rooms
    expect(head?.preview).toEqual({
      messageId: last._id,
      seq: last.seq,
      senderId: bob.id,
      text: '',
      deleted: true,
      createdAt: last.createdAt,
    })
    // The head is the deletion, which is no message.
    expect(head?.position.seq).toBe(last.seq + 1)
  })

  it("brings one's own receipt, and in a direct room the other one's", async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const caller = await world.open(way, ann)
    const direct = await ann.roomWith(bob)
    const group = await world.group(ann, [bob, cem])
    for (const chatRoomId of [direct, group]) {
      for (const text of ['one', 'two', 'three']) await world.send(bob, chatRoomId, text)
      await ann.post(`/api/chat/rooms/${chatRoomId}/read`, { seq: 2 })
    }
    const heads = (await caller.call('sync')).rooms
    const of = (id: string) => heads.find(({ chatRoomId }) => chatRoomId === id)
    const own = { userId: ann.id, lastReadSeq: 2, lastDeliveredSeq: 2 }
    expect(of(direct)).toMatchObject({
      kind: 'direct',
      unread: 1,
      other: { _id: bob.id },
      receipts: [own, { chatRoomId: direct, userId: bob.id, lastReadSeq: 3, lastDeliveredSeq: 3 }],
    })
    expect(of(group)).toMatchObject({ kind: 'group', unread: 1, other: null, receipts: [own] })
    expect(of(group)?.receipts).toHaveLength(1)
  })

  it('[P5] names no room that one is not in, or is in no longer', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const caller = await world.open(way, cem)
    const theirs = await ann.roomWith(bob)
    const group = await world.group(ann, [cem])
    const own = await cem.roomWith(bob)
    await world.send(ann, theirs, 'between us')
    await world.send(ann, group, 'with all')
    expect((await syncAll(caller)).rooms.map(({ chatRoomId }) => chatRoomId).sort()).toEqual([group, own].sort())
    await ann.delete(`/api/chat/rooms/${group}/participants/${cem.id}`)
    const after = await syncAll(caller)
    expect(after.rooms.map(({ chatRoomId }) => chatRoomId)).toEqual([own])
    expect(after.unreadTotal).toBe(0)
  })

  it.each([
    ['a cursor that no answer named', { cursor: 'x' }],
    ['an empty cursor', { cursor: '' }],
    ['a cursor of another form', { cursor: { at: 1 } }],
    ['an inbox that is no position', { inbox: { seq: -1, id: null } }],
    ['a position without an id', { inbox: { seq: 0 } }],
    ['an epoch that is no text', { epoch: 7 }],
  ])('refuses %s', async (_, payload) => {
    const caller = await world.open(way, world.person('ann'))
    expect(await caller.refusal('sync', payload)).toMatchObject({ code: 'invalid_request' })
  })
})
