import { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aMessage, aPerson, expectMalformed, expectProblem, NO_SUCH_ID, TRANSPORTS } from './shapes.ts'

describe('messages over REST', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let mallory: Person
  let chatRoomId: string
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob, mallory] = await Promise.all([
      Person.register(linsta.url, 'Alice'),
      Person.register(linsta.url, 'Bob'),
      Person.register(linsta.url, 'Mallory'),
    ])
    chatRoomId = await alice.roomWith(bob)
  })
  afterAll(() => linsta.close())

  const send = (body: object) => alice.post('/api/chat/messages', { chatRoomId, text: 'hello', ...body })
  const list = async () => (await bob.get(`/api/chat/messages/${chatRoomId}?limit=200`)).body as { _id: string }[]

  describe('POST /api/chat/messages', () => {
    it('answers the Message', async () => {
      const answer = await send({ text: '  hello  ' })
      expect(answer).toMatchObject({
        status: 201,
        body: aMessage({ chatRoomId, senderId: alice.id, text: 'hello', readBy: [alice.id] }),
      })
      const { senderId: _id, ...rest } = answer.body
      expect((await list()).at(-1)).toMatchObject({ ...rest, senderId: aPerson(alice) })
    })

    it.each(TRANSPORTS)('reaches the sockets that joined, over %s', async (transport) => {
      const [joined, hers, idle] = await Promise.all(
        [bob, alice, bob].map((person) => person.connect({ transports: [transport] })),
      )
      await joined?.call('join_room', { chatRoomId })
      await hers?.call('join_room', { chatRoomId })
      const { body } = await send({ text: 'to all of you' })
      expect(await joined?.waitFor('receive_message')).toEqual([body])
      expect(await hers?.waitFor('receive_message')).toEqual([body])
      await idle?.settled()
      expect(idle?.all('receive_message')).toEqual([])
      alice.leave()
      bob.leave()
    })

    it('replies', async () => {
      const first = await send({ text: 'a question' })
      const answer = await send({ text: 'an answer', replyTo: first.body._id })
      expect(answer).toMatchObject({ status: 201, body: { replyTo: first.body._id } })
      expectProblem(await send({ text: 'an answer', replyTo: NO_SUCH_ID }), 404, 'Message not found')
      expectMalformed(await send({ text: 'an answer', replyTo: 'not-an-id' }))
    })

    it.each([
      [{ chatRoomId: undefined }],
      [{ chatRoomId: '' }],
      [{ chatRoomId: null }],
      [{ text: undefined }],
      [{ text: null }],
      [{ text: '' }],
      [{ text: ' \n ' }],
      [{ text: 7 }],
      [{ chatRoomId: undefined, text: undefined }],
      [{ chatRoomId: NO_SUCH_ID, text: '' }],
    ])('%j: chatRoomId and non-empty text are required', async (body) => {
      expectProblem(await send(body), 400, 'chatRoomId and non-empty text are required')
    })

    it('takes 4,000 UTF-16 units and refuses one more', async () => {
      expect(await send({ text: 'x'.repeat(4_000) })).toMatchObject({ status: 201, body: { text: 'x'.repeat(4_000) } })
      expectProblem(await send({ text: 'x'.repeat(4_001) }), 400, 'Message is too long')
    })

    it('makes text well-formed', async () => {
      expect(await send({ text: 'half \ud83d' })).toMatchObject({ status: 201, body: { text: 'half \ufffd' } })
    })

    it('refuses unknown rooms, strangers and malformed ids', async () => {
      expectProblem(await send({ chatRoomId: NO_SUCH_ID }), 404, 'Chat room not found')
      expectMalformed(await send({ chatRoomId: 'not-an-id' }))
      const before = await list()
      const answer = await mallory.post('/api/chat/messages', { chatRoomId, text: 'let me in' })
      expectProblem(answer, 403, 'You are not a participant in this room')
      expect(await list()).toEqual(before)
    })
  })

  describe('GET /api/chat/messages/:chatRoomId', () => {
    it('refuses unknown rooms, strangers and malformed ids', async () => {
      const answer = await mallory.get(`/api/chat/messages/${chatRoomId}`)
      expectProblem(answer, 403, 'You are not a participant in this room')
      expectProblem(await alice.get(`/api/chat/messages/${NO_SUCH_ID}`), 404, 'Chat room not found')
      expectMalformed(await alice.get('/api/chat/messages/not-an-id'))
    })

    it('is empty in a new room', async () => {
      const fresh = await alice.roomWith(mallory)
      expect(await alice.get(`/api/chat/messages/${fresh}`)).toMatchObject({ status: 200, body: [] })
    })
  })

  describe('DELETE /api/chat/messages/:messageId', () => {
    it('answers the Message, deleted, which keeps its place in the lists without its text', async () => {
      const { body: message } = await send({ text: 'a slip' })
      await send({ text: 'after it' })
      const deleted = aMessage({
        chatRoomId,
        senderId: alice.id,
        _id: message._id,
        seq: message.seq,
        deleted: true,
        text: '',
      })
      expect(await alice.delete(`/api/chat/messages/${message._id}`)).toMatchObject({ status: 200, body: deleted })

      const listed = await list()
      expect(listed.at(-2)).toMatchObject({ ...deleted, senderId: aPerson(alice), createdAt: message.createdAt })
      const connection = await bob.connect()
      const { messages } = await connection.call('get_history', { chatRoomId, limit: 2 })
      expect(messages).toMatchObject([deleted, { text: 'after it', deleted: false }])
      expect(JSON.stringify([listed, messages])).not.toContain('a slip')
      bob.leave()
    })

    it('others may not: 403 in the room, 404 outside of it', async () => {
      const { body: message } = await send({ text: 'mine' })
      const path = `/api/chat/messages/${message._id}`
      expectProblem(await bob.delete(path), 403, 'You can only delete your own messages')
      expectProblem(await mallory.delete(path), 404, 'Message not found')
      expect((await list()).at(-1)).toMatchObject({ _id: message._id, deleted: false, text: 'mine' })
    })

    it('refuses unknown and malformed ids', async () => {
      expectProblem(await alice.delete(`/api/chat/messages/${NO_SUCH_ID}`), 404, 'Message not found')
      expectMalformed(await alice.delete('/api/chat/messages/not-an-id'))
    })
  })
})
