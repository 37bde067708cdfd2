import { createLinstaClient, type LinstaClient, type Room } from '@linsta/client'
import { Person, ServerProcess, startProxy, type TcpProxy } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dice, withDice } from '../promises/dice.ts'
import { readHistory, type StoredMessage } from '../promises/readHistory.ts'

const DISTURBANCES = Number(process.env.LINSTA_DISTURBANCES ?? 50)
const APART_MAX_MS = 400 // between two disturbances
const SAYS_EVERY_MS = 60 // each person, at random
const CONVERGES_MAX_MS = 60_000 // after the last disturbance; a half-open link is found within 20 s
const ROOMS = 2

/** Somebody with a client that goes through a proxy of its own. */
type Guest = { person: Person; proxy: TcpProxy; client: LinstaClient; rooms: Room[]; promised: Promise<Sent>[] }
type Sent = { chatRoomId: string; text: string; _id: string; seq: number }

let server: ServerProcess
const guests: Guest[] = []
beforeAll(async () => {
  server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
})
afterAll(async () => {
  for (const { client, proxy } of guests) {
    client.close()
    await proxy.close()
  }
  await server.remove()
})

const openClient = (url: string, { token }: Person): LinstaClient =>
  createLinstaClient({ url, getToken: () => Promise.resolve(token) })

async function seat(): Promise<string[]> {
  const people = await Promise.all(['Ann', 'Bob', 'Cem'].map((name) => Person.register(server.url, name)))
  const [owner, ...others] = people as [Person, ...Person[]]
  const ids: string[] = []
  for (let room = 0; room < ROOMS; room += 1) {
    const group = await owner.post('/api/chat/groups', { userIds: others.map(({ id }) => id) })
    ids.push(group.body.room.chatRoomId)
  }
  for (const person of people) {
    const proxy = await startProxy(server.url)
    const client = openClient(proxy.url, person)
    const rooms = ids.map((chatRoomId) => client.room(chatRoomId))
    // Somebody looks at them all the time, as at an open window.
    for (const room of rooms) room.subscribe(() => {})
    guests.push({ person, proxy, client, rooms, promised: [] })
  }
  return ids
}

/** Everybody talks, deletes and reads until it is over. */
function talk(dice: Dice): { stop(): void } {
  let count = 0
  const timers = guests.map(({ person, rooms, promised }) =>
    setInterval(() => {
      const room = dice.pick(rooms)
      const roll = dice.below(10)
      if (roll < 6) {
        count += 1
        const text = `${person.name} ${count}`
        promised.push(room.send(text).then(({ _id, seq }) => ({ chatRoomId: room.chatRoomId, text, _id, seq })))
      } else if (roll === 6) {
        const own = room
          .getSnapshot()
          .messages.flatMap((one) => (one.state === 'sent' && one.message.senderId === person.id ? [one.message] : []))
        // It may be given up while there is no connection: then it was not deleted, or was.
        if (own.length > 0) room.deleteMessage(dice.pick(own)._id).catch(() => {})
      } else if (roll < 9) room.markRead().catch(() => {})
      else room.setTyping()
    }, SAYS_EVERY_MS),
  )
  return { stop: () => timers.forEach(clearInterval) }
}

/** One thing that goes wrong on a way or at its end. */
async function disturb(dice: Dice): Promise<string> {
  const { proxy } = dice.pick(guests)
  const kind = dice.pick(['cut', 'cut', 'delay', 'silence', 'half', 'refuse', 'fair', 'fair', 'kill'] as const)
  switch (kind) {
    case 'cut':
      proxy.cut()
      break
    case 'delay':
      proxy.set({ delayMs: dice.below(300) })
      break
    case 'silence':
      proxy.set('silent')
      break
    case 'half':
      proxy.set('silent', dice.pick(['toServer', 'toClient']))
      break
    case 'refuse':
      proxy.refuse(true)
      break
    case 'fair':
      proxy.set('fair')
      proxy.refuse(false)
      break
    case 'kill':
      await server.restart()
  }
  return kind
}

const shown = (room: Room) => room.getSnapshot().messages.map((one) => (one.state === 'sent' ? one.message : one))

describe('the client over TCP', () => {
  it(
    `[P1] [P2] [P3] [P4] three people through cuts, delays, half-open links and SIGKILL, ${DISTURBANCES} of them`,
    { timeout: 180_000 + DISTURBANCES * 2_000 },
    () =>
      withDice(async (dice) => {
        const ids = await seat()
        const talking = talk(dice)
        const kinds = new Set<string>()
        for (let count = 0; count < DISTURBANCES; count += 1) {
          kinds.add(await disturb(dice))
          await new Promise((resolve) => setTimeout(resolve, dice.below(APART_MAX_MS)))
        }
        talking.stop()
        for (const { proxy } of guests) {
          proxy.set('fair')
          proxy.refuse(false)
        }
        if (DISTURBANCES >= 50) expect(kinds.size).toBeGreaterThan(5)

        // Whatever was written is sent in the end, by itself, however long its links were dead.
        const sent = (await Promise.all(guests.map(({ promised }) => Promise.all(promised)))).flat()
        expect(sent.length).toBeGreaterThan(DISTURBANCES / 2)

        for (const chatRoomId of ids) {
          const [{ person }] = guests as [Guest]
          const history = await readHistory(person, chatRoomId)
          expectKept(
            history,
            sent.filter((one) => one.chatRoomId === chatRoomId),
          )
          for (const guest of guests) await expectSameAsFresh(guest, chatRoomId)
        }
      }),
  )
})

/** P1, P2, P3: what was acked is there once, where the ack said. */
function expectKept(history: StoredMessage[], sent: Sent[]): void {
  expect(new Set(history.map(({ seq }) => seq)).size).toBe(history.length)
  const byId = new Map(history.map((message) => [message._id, message]))
  const texts = history.filter(({ deleted }) => !deleted).map(({ text }) => text)
  expect(new Set(texts).size).toBe(texts.length)
  for (const { _id, seq, text } of sent) {
    const stored = byId.get(_id)
    expect(stored, text).toMatchObject({ seq })
    expect(stored?.deleted ? text : stored?.text).toBe(text)
  }
  expect(history).toHaveLength(sent.length)
}

/** P4: what a client shows that went through it all is what one shows that has just come. */
async function expectSameAsFresh({ person, rooms }: Guest, chatRoomId: string): Promise<void> {
  const room = rooms.find((one) => one.chatRoomId === chatRoomId)
  if (room === undefined) throw new Error('no room')
  const fresh = openClient(server.url, person)
  const same = fresh.room(chatRoomId)
  same.subscribe(() => {})
  try {
    await expect
      .poll(() => same.getSnapshot().timeline.state, { timeout: CONVERGES_MAX_MS, interval: 20 })
      .toBe('ready')
    // As far back as the one that was there all the time.
    const wanted = shown(room).length
    while (shown(same).length < wanted && hasMoreBefore(same)) await same.loadOlder()
    // One of them may go further back, by less than a page: then the other one knows that there is more.
    const oldestOf = (one: Room) => Math.min(...shown(one).map((message) => ('seq' in message ? message.seq : 0)))
    const shownFromTheSame = (one: Room) => {
      const oldest = Math.max(oldestOf(room), oldestOf(same))
      return withoutReaders(shown(one).filter((message) => 'seq' in message && message.seq >= oldest))
    }
    await expect
      .poll(() => shownFromTheSame(room), { timeout: CONVERGES_MAX_MS, interval: 50 })
      .toEqual(shownFromTheSame(same))
    for (const one of [room, same]) expect(hasMoreBefore(one)).toBe(oldestOf(one) > 1)
    expect(shownFromTheSame(room).length).toBeGreaterThan(DISTURBANCES / 10)
    await expect.poll(() => headOf(room), { timeout: CONVERGES_MAX_MS, interval: 50 }).toEqual(headOf(same))
    expect(shown(room).every((one) => 'seq' in one)).toBe(true) // nothing is pending, nothing failed
  } finally {
    fresh.close()
  }
}

function hasMoreBefore(room: Room): boolean {
  const { timeline } = room.getSnapshot()
  return timeline.state === 'ready' && timeline.hasMoreBefore
}

function headOf(room: Room) {
  const { head } = room.getSnapshot()
  return head && { position: head.position, unread: head.unread, preview: head.preview, updatedAt: head.updatedAt }
}

/** `readBy` is as old as the state it came with; receipts tell what is so now. */
const withoutReaders = (messages: ReturnType<typeof shown>) =>
  messages.map((message) => ('readBy' in message ? { ...message, readBy: [] } : message))
