import { type Connection, Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aMessage, aPerson, aRefusal, expectProblem, TRANSPORTS } from './shapes.ts'

const MESSAGES = 205 // more than the longest page
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`)

/** What a page is to hold: the newest `limit` after skipping `skip`, oldest first. */
const pages: [page: Record<string, number>, texts: string[]][] = [
  [{}, numbers(156, 205)],
  [{ limit: 1 }, ['205']],
  [{ limit: 3 }, ['203', '204', '205']],
  [{ limit: 3, skip: 0 }, ['203', '204', '205']],
  [{ limit: 3, skip: 2 }, ['201', '202', '203']],
  [{ skip: 5 }, numbers(151, 200)],
  [{ limit: 200 }, numbers(6, 205)],
  [{ limit: 1_000 }, numbers(6, 205)],
  [{ limit: 1_000, skip: 200 }, numbers(1, 5)],
  [{ limit: 10, skip: 205 }, []],
  [{ limit: 10, skip: 100_000 }, []],
]

describe('history', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let chatRoomId: string
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
    chatRoomId = await alice.roomWith(bob)
    const connection = await bob.connect()
    for (const text of numbers(1, MESSAGES)) connection.emit('send_message', { chatRoomId, text })
    await connection.settled()
    expect(connection.all('error')).toEqual([])
  })
  afterAll(async () => {
    alice.leave()
    bob.leave()
    await linsta.close()
  })

  const textsOf = (messages: { text: string }[]) => messages.map((message) => message.text)

  describe.each(TRANSPORTS)('get_history over %s', (transport) => {
    let connection: Connection
    beforeAll(async () => {
      connection = await alice.connect({ transports: [transport] })
    })

    it.each(pages)('%j: the newest, oldest first', async (page, texts) => {
      expect(textsOf((await connection.call('get_history', { chatRoomId, ...page })).messages)).toEqual(texts)
    })

    it('acks Messages and sends the same as message_history', async () => {
      const fresh = await alice.connect({ transports: [transport] })
      const outcome = await fresh.call('get_history', { chatRoomId, limit: 2 })
      const senderId = bob.id
      expect(outcome).toMatchObject({
        ok: true,
        messages: [
          aMessage({ chatRoomId, senderId, text: '204', readBy: [bob.id], seq: 204 }),
          aMessage({ chatRoomId, senderId, text: '205', readBy: [bob.id], seq: 205 }),
        ],
      })
      const [history] = await fresh.waitFor('message_history')
      expect(history).toMatchObject({ chatRoomId, messages: outcome.messages })
      expect(fresh.all('message_history')).toHaveLength(1)
    })

    it('without an ack sends message_history alone', async () => {
      const fresh = await alice.connect({ transports: [transport] })
      fresh.emit('get_history', { chatRoomId })
      const [history] = await fresh.waitFor('message_history')
      expect(textsOf(history.messages)).toEqual(numbers(156, 205))
      expect(fresh.all('message_history')).toHaveLength(1)
      expect(fresh.all('error')).toEqual([])
    })

    it.each([
      { limit: 0 },
      { limit: -1 },
      { limit: 1.5 },
      { limit: 'abc' },
      { skip: -1 },
      { skip: 0.5 },
      { skip: 'abc' },
    ])('%j: Failed to fetch message history', async (page) => {
      const fresh = await alice.connect({ transports: [transport] })
      const sentence = 'Failed to fetch message history'
      expect(await fresh.call('get_history', { chatRoomId, ...page })).toMatchObject(aRefusal(400, sentence))
      fresh.emit('get_history', { chatRoomId, ...page })
      expect(await fresh.waitFor('error')).toMatchObject([{ message: sentence }])
      expect(fresh.all('message_history')).toEqual([])
    })
  })

  describe('GET /api/chat/messages/:chatRoomId', () => {
    const get = (page: Record<string, unknown>) => {
      const query = new URLSearchParams(Object.entries(page).map(([name, value]) => [name, String(value)]))
      return alice.get(`/api/chat/messages/${chatRoomId}?${query}`)
    }

    it.each(pages)('%j: the newest, oldest first', async (page, texts) => {
      const answer = await get(page)
      expect(answer.status).toBe(200)
      expect(textsOf(answer.body)).toEqual(texts)
    })

    it('gives the sender as a person', async () => {
      expect(await get({ limit: 1 })).toMatchObject({
        status: 200,
        body: [aMessage({ chatRoomId, senderId: aPerson(bob), text: '205', readBy: [bob.id], seq: 205 })],
      })
    })

    it.each([
      { limit: 0 },
      { limit: -1 },
      { limit: 1.5 },
      { limit: 'abc' },
      { skip: -1 },
      { skip: 0.5 },
      { skip: 'abc' },
    ])('%j: 400', async (page) => expectProblem(await get(page), 400))
  })
})
