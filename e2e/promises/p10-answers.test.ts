import { ANSWER_BYTES_MAX, type Position } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RestCaller, WAYS } from '../sync/caller.ts'
import { inLanes, startWorld, syncAll, type World } from '../sync/world.ts'
import { createAnswerMeter } from './answerMeter.ts'

const START: Position = { seq: 0, id: null }
const ROOMS = 2_000
const CONTROL = '\u0001' // 6 bytes of JSON, the most that one UTF-16 unit can take
const CJK = '語' // 3 bytes, the most that one takes without an escape

let world: World
const meter = createAnswerMeter()
beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.close()
})

/** An id as long as they may be, of what takes most room on the wire. */
const longId = (name: string) => `${name} ${CONTROL.repeat(128 - name.length - 1)}`

describe('[P10] no answer is larger than 256 KiB, and all of it comes by paging', () => {
  it(`sync of ${ROOMS} rooms whose people have the longest ids and whose previews escape worst`, {
    timeout: 120_000,
  }, async () => {
    const ann = world.person(longId('ann').slice(0, 120))
    const rooms: string[] = []
    await inLanes(Array.from({ length: ROOMS }), 20, async (_, index) => {
      const other = world.person(longId(`other ${index}`).slice(0, 120))
      const chatRoomId = await other.roomWith(ann)
      rooms.push(chatRoomId)
      await world.send(other, chatRoomId, `${index}${CONTROL.repeat(300)}.`)
    })
    for (const way of WAYS) {
      const caller = await meter.open(way, ann)
      const { rooms: heads, unreadTotal } = await syncAll(caller)
      expect(heads.map(({ chatRoomId }) => chatRoomId).sort()).toEqual(rooms.toSorted())
      expect(unreadTotal).toBe(ROOMS)
    }
    meter.expectBounded(['sync'], ANSWER_BYTES_MAX * 0.8)
  })

  it.each([
    ['CJK', CJK],
    ['control characters', CONTROL],
  ])('messages of 4,000 %s', { timeout: 60_000 }, async (_, character) => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await ann.roomWith(bob)
    const COUNT = 120
    const text = (index: number) => `${index}${character.repeat(3_990)}.`
    for (let index = 0; index < COUNT; index += 1) await world.send(ann, chatRoomId, text(index))
    const seqs = Array.from({ length: COUNT }, (_, index) => index + 1)
    meter.clear()

    for (const way of WAYS) {
      const caller = await meter.open(way, bob)
      const downwards: number[] = []
      for (let before: number | undefined, more = true; more; before = downwards[0]) {
        const page = await caller.call('get_messages', { chatRoomId, limit: 200, ...(before ? { before } : {}) })
        expect(page.messages.length).toBeGreaterThan(0)
        for (const { seq, text: stored } of page.messages) expect(stored).toBe(text(seq - 1))
        downwards.unshift(...page.messages.map(({ seq }) => seq))
        more = page.hasMoreBefore
      }
      expect(downwards).toEqual(seqs)

      const upwards: number[] = []
      for (let more = true; more; ) {
        const page = await caller.call('get_messages', { chatRoomId, limit: 200, after: upwards.at(-1) ?? 0 })
        expect(page.messages.length).toBeGreaterThan(0)
        upwards.push(...page.messages.map(({ seq }) => seq))
        more = page.hasMoreAfter
      }
      expect(upwards).toEqual(seqs)

      for (const around of [1, 2, 60, COUNT]) {
        const page = await caller.call('get_messages', { chatRoomId, limit: 200, around })
        const found = page.messages.map(({ seq }) => seq)
        expect(found).toContain(around)
        expect(found).toEqual(seqs.slice((found[0] ?? 1) - 1, found.at(-1)))
        expect(page).toMatchObject({ hasMoreBefore: found[0] !== 1, hasMoreAfter: found.at(-1) !== COUNT })
      }

      const tail: number[] = []
      for (let position = START, more = true; more; ) {
        const [changes] = (await caller.call('get_changes', { rooms: [{ chatRoomId, position }], limit: 500 })).rooms
        if (changes?.outcome !== 'changes') throw new Error(changes?.outcome)
        expect(changes.entries.length).toBeGreaterThan(0)
        tail.push(...changes.entries.map(({ seq }) => seq))
        position = changes.position
        more = changes.hasMore
      }
      expect(tail).toEqual(seqs)
    }
    meter.expectBounded(['get_messages', 'get_changes'], ANSWER_BYTES_MAX * 0.8)
  })

  it('get_changes of 100 rooms that all have more than fits', { timeout: 60_000 }, async () => {
    const ann = world.person('ann')
    const PER_ROOM = 3
    const rooms: string[] = []
    await inLanes(Array.from({ length: 100 }), 10, async (_, index) => {
      const other = world.person(longId(`other ${index}`).slice(0, 120))
      const chatRoomId = await ann.roomWith(other)
      rooms.push(chatRoomId)
      for (let sent = 0; sent < PER_ROOM; sent += 1)
        await world.send(other, chatRoomId, `${sent}${CONTROL.repeat(3_990)}.`)
    })
    meter.clear()
    for (const way of WAYS) {
      const caller = await meter.open(way, ann)
      const positions = new Map(rooms.map((chatRoomId): [string, Position] => [chatRoomId, START]))
      const found = new Map<string, number[]>(rooms.map((chatRoomId) => [chatRoomId, []]))
      for (let left = rooms; left.length > 0; ) {
        const asked = left.map((chatRoomId) => ({ chatRoomId, position: positions.get(chatRoomId) }))
        const answer = await caller.call('get_changes', { rooms: asked, limit: 500 })
        let entries = 0
        left = []
        for (const changes of answer.rooms) {
          if (changes.outcome !== 'changes') throw new Error(changes.outcome)
          entries += changes.entries.length
          found.get(changes.chatRoomId)?.push(...changes.entries.map(({ seq }) => seq))
          positions.set(changes.chatRoomId, changes.position)
          if (changes.hasMore) left.push(changes.chatRoomId)
        }
        expect(entries).toBeGreaterThan(0)
      }
      for (const chatRoomId of rooms) expect(found.get(chatRoomId)).toEqual([1, 2, 3])
    }
    meter.expectBounded(['get_changes'], ANSWER_BYTES_MAX * 0.8)
  })

  it('a room of 200 people with the longest ids of three bytes, all of whom have read', {
    timeout: 60_000,
  }, async () => {
    const people = Array.from({ length: 200 }, (_, index) => world.person(`${index} ${CJK.repeat(118)}`))
    const [owner] = people as [Person]
    const chatRoomId = await world.group(owner, people.slice(1, 50))
    // A request holds 64 KiB of ids; the others are let in one by one.
    await inLanes(people.slice(50), 10, (person) =>
      owner.put(`/api/chat/rooms/${chatRoomId}/participants/${encodeURIComponent(person.id)}`),
    )
    for (let sent = 0; sent < 20; sent += 1) await world.send(owner, chatRoomId, `${sent}${CONTROL.repeat(3_990)}.`)
    await inLanes(people, 10, (person) => person.post(`/api/chat/rooms/${chatRoomId}/read`))
    meter.clear()
    for (const way of WAYS) {
      const caller = await meter.open(way, owner)
      expect((await caller.call('get_room', { chatRoomId })).participants).toHaveLength(200)
      const found: number[] = []
      for (let more = true; more; ) {
        const page = await caller.call('get_messages', { chatRoomId, after: found.at(-1) ?? 0 })
        for (const { readBy } of page.messages) expect(readBy).toHaveLength(200)
        expect(page.messages.length).toBeGreaterThan(0)
        found.push(...page.messages.map(({ seq }) => seq))
        more = page.hasMoreAfter
      }
      expect(found).toHaveLength(20)
    }
    meter.expectBounded(['get_room', 'get_messages'], ANSWER_BYTES_MAX * 0.6)
  })

  it('an inbox of many whose people have the longest ids', { timeout: 60_000 }, async () => {
    const ann = world.person(longId('ann').slice(0, 120))
    const COUNT = 320
    await inLanes(Array.from({ length: COUNT }), 10, async (_, index) => {
      const event = await ann.post('/api/events', { title: `${index}` })
      expect((await world.person('guest').post(`/api/events/${event.body._id}/rsvp`)).status).toBe(201)
    })
    const seqs = Array.from({ length: COUNT }, (_, index) => index + 1)
    const { epoch } = await new RestCaller(ann).call('sync')
    meter.clear()
    for (const way of WAYS) {
      const caller = await meter.open(way, ann)
      const tail: number[] = []
      for (let position = START, more = true; more; ) {
        const { inbox } = await caller.call('get_inbox_changes', { position, limit: 500 })
        if (inbox.outcome !== 'changes') throw new Error(inbox.outcome)
        tail.push(...inbox.entries.map(({ seq }) => seq))
        position = inbox.position
        more = inbox.hasMore
      }
      expect(tail).toEqual(seqs)
      const first = await caller.call('sync', { epoch, inbox: START })
      expect(first.inbox).toMatchObject({ outcome: 'changes', hasMore: true })
    }
    meter.expectBounded(['get_inbox_changes', 'sync'], ANSWER_BYTES_MAX * 0.6)
  })
})
