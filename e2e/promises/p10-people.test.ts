import { ANSWER_BYTES_MAX, NAME_MAX, PEOPLE_LIMIT_MAX, type Position, URL_MAX, USER_ID_MAX } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WAYS } from '../sync/caller.ts'
import { inLanes, startWorld, syncAll, type World } from '../sync/world.ts'
import { createAnswerMeter } from './answerMeter.ts'

const START: Position = { seq: 0, id: null }
const CONTROL = '\u0001' // 6 bytes of JSON, the most that one UTF-16 unit can take
const CJK = '語' // 3 bytes, the most that one takes in an address, where no control characters are let in
const PEOPLE = 200

let world: World
const meter = createAnswerMeter()
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const filled = (text: string, length: number, filler: string) => text + filler.repeat(length - text.length)

/** Somebody with as long an id, name and picture as may be, of what takes most room on the wire. */
async function longest(name: string): Promise<Person> {
  // The world adds a number of its own to the id.
  const person = world.person(filled(`${name} `, USER_ID_MAX - 8, CONTROL))
  const profile = { name: filled(name, NAME_MAX, CONTROL), picture: filled(`/${name}`, URL_MAX, CJK) }
  const answer = await person.put('/api/users/me', profile)
  expect(answer.body).toMatchObject(profile)
  return person
}

describe(`[P10] no answer is larger than 256 KiB, though people have the longest ids, names and pictures`, () => {
  let people: Person[]
  let owner: Person
  let chatRoomId: string
  beforeAll(async () => {
    people = Array.from({ length: PEOPLE })
    await inLanes(people, 10, async (_, index) => {
      people[index] = await longest(`person ${index}`)
    })
    owner = people[0] as Person
    // A request holds 64 KiB of ids; the others are let in one by one.
    chatRoomId = await world.group(owner, people.slice(1, 50))
    for (const { id } of people.slice(50)) {
      const answer = await owner.put(`/api/chat/rooms/${chatRoomId}/participants/${encodeURIComponent(id)}`)
      expect(answer.status).toBe(200)
    }
  }, 60_000)

  it(`get_room of ${PEOPLE} people, page by page, each once and as they came`, async () => {
    for (const way of WAYS) {
      const caller = await meter.open(way, owner)
      const found: string[] = []
      let pages = 0
      for (let cursor: string | null = ''; cursor !== null; pages += 1) {
        const answer: Awaited<ReturnType<typeof caller.call<'get_room'>>> = await caller.call('get_room', {
          chatRoomId,
          ...(cursor === '' ? {} : { cursor }),
        })
        expect(answer.room.chatRoomId).toBe(chatRoomId)
        for (const { user, receipt } of answer.participants) {
          expect([user.name.length, user.picture?.length]).toEqual([NAME_MAX, URL_MAX])
          expect(receipt?.userId).toBe(user._id)
          found.push(user._id)
        }
        cursor = answer.nextCursor
      }
      expect(found).toEqual(people.map(({ id }) => id))
      expect(pages).toBeGreaterThan(1)
      for (const cursor of ['x', '-1', '1'.repeat(20)]) {
        expect(await caller.refusal('get_room', { chatRoomId, cursor })).toMatchObject({ code: 'invalid_request' })
      }
    }
    meter.expectBounded(['get_room'], ANSWER_BYTES_MAX * 0.8)
  })

  it('create_room, whose answer is the first page', async () => {
    for (const way of WAYS) {
      const caller = await meter.open(way, owner)
      const userIds = people.slice(1, 80).map(({ id }) => id)
      const created = await caller.call('create_room', { userIds })
      const { nextCursor: cursor, room } = created
      if (cursor === null) throw new Error('All of it fits')
      const rest = await caller.call('get_room', { chatRoomId: room.chatRoomId, cursor })
      const shown = [...created.participants, ...rest.participants].map(({ user }) => user._id)
      expect(shown).toEqual(people.slice(0, shown.length).map(({ id }) => id))
    }
    meter.expectBounded(['create_room'], ANSWER_BYTES_MAX * 0.8)
  })

  it('a message that all of them have read', async () => {
    for (let sent = 0; sent < 3; sent += 1) await world.send(owner, chatRoomId, `${sent}${CONTROL.repeat(3_990)}.`)
    await inLanes(people, 10, (person) => person.post(`/api/chat/rooms/${chatRoomId}/read`))
    for (const way of WAYS) {
      const caller = await meter.open(way, people[1] as Person)
      const found: number[] = []
      for (let more = true; more; ) {
        const page = await caller.call('get_messages', { chatRoomId, after: found.at(-1) ?? 0 })
        for (const { readBy } of page.messages) expect(readBy).toHaveLength(PEOPLE)
        found.push(...page.messages.map(({ seq }) => seq))
        more = page.hasMoreAfter
      }
      expect(found).toHaveLength(3)

      const entries: number[] = []
      for (let position = START, more = true; more; ) {
        const [changes] = (await caller.call('get_changes', { rooms: [{ chatRoomId, position }], limit: 500 })).rooms
        if (changes?.outcome !== 'changes') throw new Error(changes?.outcome)
        expect(changes.entries.length).toBeGreaterThan(0)
        entries.push(...changes.entries.map(({ seq }) => seq))
        position = changes.position
        more = changes.hasMore
      }
      expect(entries).toHaveLength(PEOPLE - 50 + 3)
    }
    meter.expectBounded(['get_messages', 'get_changes'], ANSWER_BYTES_MAX * 0.6)
  })

  it('sync of direct rooms with all of them', async () => {
    const rooms: string[] = []
    await inLanes(people.slice(1), 10, async (person) => void rooms.push(await owner.roomWith(person)))
    for (const way of WAYS) {
      const { rooms: heads } = await syncAll(await meter.open(way, owner))
      expect(heads.map((head) => head.chatRoomId)).toEqual(expect.arrayContaining(rooms))
    }
    meter.expectBounded(['sync'], ANSWER_BYTES_MAX * 0.8)
  })

  it('an inbox that names them', async () => {
    await inLanes(people.slice(1), 10, async (person, index) => {
      const event = await owner.post('/api/events', { title: `${index}` })
      expect((await person.post(`/api/events/${event.body._id}/rsvp`)).status).toBe(201)
    })
    const caller = await meter.open('socket', owner)
    const found: number[] = []
    for (let more = true; more; ) {
      const before = found.at(-1)
      const page = await caller.call('get_notifications', { limit: 100, ...(before === undefined ? {} : { before }) })
      for (const { message } of page.notifications) expect(message.length).toBeGreaterThan(NAME_MAX)
      found.push(...page.notifications.map(({ seq }) => seq))
      more = page.hasMore
    }
    expect(found).toEqual(people.slice(1).map((_, index) => PEOPLE - 1 - index))
    for (const way of WAYS) {
      const tail: number[] = []
      const asked = await meter.open(way, owner)
      for (let position = START, more = true; more; ) {
        const { inbox } = await asked.call('get_inbox_changes', { position, limit: 500 })
        if (inbox.outcome !== 'changes') throw new Error(inbox.outcome)
        tail.push(...inbox.entries.map(({ seq }) => seq))
        position = inbox.position
        more = inbox.hasMore
      }
      expect(tail).toEqual(found.toReversed())
    }
    meter.expectBounded(['get_inbox_changes'], ANSWER_BYTES_MAX * 0.6)
  })

  it('presence of as many as one request can name', async () => {
    const userIds: string[] = []
    for (let bytes = 0; userIds.length < 500 && bytes < 60 * 1024; bytes += JSON.stringify(userIds.at(-1)).length + 1) {
      userIds.push(filled(`${userIds.length} `, 20, CONTROL))
    }
    for (const way of WAYS) {
      const { presence } = await (await meter.open(way, owner)).call('subscribe_presence', { userIds })
      expect(presence.map(({ userId }) => userId)).toEqual(userIds)
    }
    meter.expectBounded(['subscribe_presence'], ANSWER_BYTES_MAX * 0.2)
  })

  it('people who are searched, of whom a page has fewer', async () => {
    const found: string[] = []
    let largest = 0
    for (let more = true; more; ) {
      const answer = await owner.get(`/api/people?search=person&limit=1000&skip=${found.length}`)
      largest = Math.max(largest, Number(answer.headers.get('content-length')))
      found.push(...answer.body.map(({ _id }: { _id: string }) => _id))
      more = answer.body.length === PEOPLE_LIMIT_MAX
    }
    expect(found.toSorted()).toEqual(
      people
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    )
    expect(largest).toBeGreaterThan(ANSWER_BYTES_MAX * 0.6)
    expect(largest).toBeLessThanOrEqual(ANSWER_BYTES_MAX)
  })
})
