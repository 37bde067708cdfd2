import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aMessage, aNotification, anId, aTime, TRANSPORTS } from './shapes.ts'

const FORM = 'application/x-www-form-urlencoded' // what `curl -d` declares

type ListedMessage = { _id: string; text: string; seq: number }

/** The list a first-generation client shows: set by `message_history`, appended to by `receive_message`. */
function listOf(connection: Awaited<ReturnType<Person['connect']>>): ListedMessage[] {
  const list: ListedMessage[] = []
  connection.socket.on('message_history', ({ messages }: { messages: ListedMessage[] }) => {
    list.splice(0, list.length, ...messages)
  })
  connection.socket.on('receive_message', (message: ListedMessage) => list.push(message))
  return list
}

/** The quick start of the frozen wire, as written, on whatever keeps the data of the servers that `start` starts. */
export function describeQuickStart(start: typeof startLinsta): void {
  describe('the quick start', () => {
    let linsta: RunningLinsta
    beforeAll(async () => {
      linsta = await start()
    })
    afterAll(() => linsta.close())

    it('1. curl opens a room with its form content type', async () => {
      const alice = await Person.register(linsta.url, 'Alice')
      const bob = await Person.register(linsta.url, 'Bob')
      const answer = await request(linsta.url, 'POST /api/chat/rooms', {
        token: alice.token,
        headers: { 'content-type': FORM },
        rawBody: JSON.stringify({ otherUserId: bob.id }),
      })
      expect(answer).toMatchObject({
        status: 200,
        body: { chatRoomId: anId, participants: [alice.id, bob.id], createdAt: aTime },
      })
    })

    it('3. notification alone, with no subscribe_notifications, receives', async () => {
      const author = await Person.register(linsta.url, 'Ada')
      const reader = await Person.register(linsta.url, 'Ben')
      const connection = await author.connect({ transports: ['polling', 'websocket'] })
      const post = await author.post('/api/posts', { caption: 'first light' })
      expect((await reader.post(`/api/posts/${post.body._id}/like`)).status).toBe(201)
      const [notification] = await connection.waitFor('notification')
      expect(notification).toMatchObject(
        aNotification({
          userId: author.id,
          type: 'LIKE',
          message: 'Ben liked your post',
          referenceId: post.body._id,
        }),
      )
      author.leave()
    })
  })

  describe.each(TRANSPORTS)('the quick start over %s', (transport) => {
    const SECRET = 'a secret between the host and Linsta'
    let linsta: RunningLinsta
    let pairs = 0
    beforeAll(async () => {
      // People of a host app, who need no password to be hashed: many pairs talk below.
      linsta = await start({ features: { accounts: false }, jwtSecret: SECRET })
    })
    afterAll(() => linsta.close())

    async function twoInARoom() {
      pairs += 1
      const alice = Person.minted(linsta.url, `alice-${pairs}`, SECRET)
      const bob = Person.minted(linsta.url, `bob-${pairs}`, SECRET)
      return { alice, bob, chatRoomId: await alice.roomWith(bob) }
    }

    it('2. join, history and send in one breath in a quiet room', async () => {
      const { alice, bob, chatRoomId } = await twoInARoom()
      await bob.post('/api/chat/messages', { chatRoomId, text: 'before' })
      const connection = await alice.connect({ transports: [transport] })
      const list = listOf(connection)
      connection.emit('join_room', { chatRoomId })
      connection.emit('get_history', { chatRoomId, limit: 50, skip: 0 })
      connection.emit('send_message', { chatRoomId, text: 'hello' })
      const [received] = await connection.waitFor('receive_message')
      await connection.settled()
      expect(received).toMatchObject(aMessage({ chatRoomId, senderId: alice.id, text: 'hello', readBy: [alice.id] }))
      expect(connection.all('message_history')).toMatchObject([
        { chatRoomId, messages: [aMessage({ chatRoomId, senderId: bob.id, text: 'before' })] },
      ])
      expect(list.map((message) => message.text)).toEqual(['before', 'hello'])
      expect(connection.all('error')).toEqual([])
      alice.leave()
    })

    // The other's messages are under way at every step in turn: a history that is older or newer than what was
    // delivered before it loses or doubles some.
    it.each([1, 4, 8, 12, 16, 20, 24, 28])(
      '[P3] 2. the same while the other has sent %i of 45 messages: none is missing and none doubled',
      async (sentBefore) => {
        const { alice, bob, chatRoomId } = await twoInARoom()
        const hers = await alice.connect({ transports: [transport] })
        const his = await bob.connect({ transports: [transport] })
        const list = listOf(hers)
        const LANES = 3 // messages under way at once
        let next = 0
        const sendOn = async () => {
          while (next < 45) {
            next += 1
            if (next === sentBefore) {
              hers.emit('join_room', { chatRoomId })
              hers.emit('get_history', { chatRoomId, limit: 50, skip: 0 })
              hers.emit('send_message', { chatRoomId, text: 'mine' })
            }
            expect(await his.call('send_message', { chatRoomId, text: `his ${next}` })).toMatchObject({ ok: true })
          }
        }
        await Promise.all(Array.from({ length: LANES }, sendOn))
        await expect.poll(() => hers.all('message_history').length, { timeout: 10_000 }).toBe(1)
        // Her own message is in the history or was received: the list says so either way.
        await expect.poll(() => list.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(46)
        await hers.settled()

        const stored = (await alice.get(`/api/chat/messages/${chatRoomId}?limit=200`)).body as ListedMessage[]
        expect(stored.map((message) => message.seq)).toEqual(Array.from({ length: 46 }, (_, index) => index + 1))
        expect(list.map((message) => message._id)).toEqual(stored.map((message) => message._id))
        expect(hers.all('error')).toEqual([])
        alice.leave()
        bob.leave()
      },
    )
  })
}
