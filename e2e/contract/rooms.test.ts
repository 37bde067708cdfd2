import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aMessage, anId, aPerson, aTime, expectMalformed, expectProblem, NO_SUCH_ID } from './shapes.ts'

describe('rooms', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let carol: Person
  beforeAll(async () => {
    linsta = await startLinsta()
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    ;[alice, bob, carol] = await Promise.all([
      Person.register(linsta.url, 'Alice'),
      Person.register(linsta.url, 'Bob'),
      Person.register(linsta.url, 'Carol'),
    ])
  })

  describe('POST /api/chat/rooms', () => {
    it('creates the room of two people, its creator first', async () => {
      expect(await alice.post('/api/chat/rooms', { otherUserId: bob.id })).toMatchObject({
        status: 200,
        body: { chatRoomId: anId, participants: [alice.id, bob.id], createdAt: aTime },
      })
    })

    it('answers the room that exists, whoever asks, its creator first', async () => {
      const created = await alice.post('/api/chat/rooms', { otherUserId: bob.id })
      const { chatRoomId, participants, createdAt } = created.body
      const again = [
        await alice.post('/api/chat/rooms', { otherUserId: bob.id }),
        await bob.post('/api/chat/rooms', { otherUserId: alice.id }),
      ]
      for (const answer of again) {
        expect(answer).toMatchObject({ status: 200, body: { chatRoomId, participants, createdAt } })
      }
    })

    it('is one room also when both create it at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 === 0
            ? alice.post('/api/chat/rooms', { otherUserId: bob.id })
            : bob.post('/api/chat/rooms', { otherUserId: alice.id }),
        ),
      )
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
      expect((await alice.get('/api/chat/rooms')).body).toHaveLength(1)
      expect((await bob.get('/api/chat/rooms')).body).toHaveLength(1)
    })

    it.each([[{}], [{ otherUserId: '' }], [{ otherUserId: null }]])('%j: otherUserId is required', async (body) => {
      expectProblem(await alice.post('/api/chat/rooms', body), 400, 'otherUserId is required')
    })

    it.each([[{ otherUserId: 42 }], [{ otherUserId: { $gt: '' } }], [{ otherUserId: 'u'.repeat(129) }]])(
      'no user id (%j): 400',
      async (body) => expectProblem(await alice.post('/api/chat/rooms', body), 400),
    )

    it('oneself: You cannot chat with yourself', async () => {
      const answer = await alice.post('/api/chat/rooms', { otherUserId: alice.id })
      expectProblem(answer, 400, 'You cannot chat with yourself')
    })

    it.each([NO_SUCH_ID, 'auth0|nobody'])('nobody of that id (%s): User not found', async (otherUserId) => {
      expectProblem(await alice.post('/api/chat/rooms', { otherUserId }), 404, 'User not found')
    })

    it('where Linsta does not keep the accounts, any id is somebody', async () => {
      const secret = 'a secret between the host and Linsta'
      const host = await startLinsta({ features: { accounts: false }, jwtSecret: secret })
      try {
        const hers = Person.minted(host.url, 'auth0|abc', secret)
        expect(await hers.post('/api/chat/rooms', { otherUserId: '42' })).toMatchObject({
          status: 200,
          body: { chatRoomId: anId, participants: ['auth0|abc', '42'], createdAt: aTime },
        })
        const his = Person.minted(host.url, '42', secret)
        expect((await his.get('/api/chat/rooms')).body).toMatchObject([
          { participants: [{ _id: 'auth0|abc' }, { _id: '42' }] },
        ])
      } finally {
        await host.close()
      }
    })
  })

  describe('GET /api/chat/rooms', () => {
    it('lists the rooms with their participants as people', async () => {
      const chatRoomId = await alice.roomWith(bob)
      expect(await bob.get('/api/chat/rooms')).toMatchObject({
        status: 200,
        body: [{ _id: chatRoomId, participants: [aPerson(alice), aPerson(bob)], createdAt: aTime, updatedAt: aTime }],
      })
    })

    it('is empty for somebody without rooms, and shows nobody the rooms of others', async () => {
      await alice.roomWith(bob)
      expect(await carol.get('/api/chat/rooms')).toMatchObject({ status: 200, body: [] })
    })

    it('lists the most recently active first', async () => {
      const withBob = await alice.roomWith(bob)
      const withCarol = await alice.roomWith(carol)
      const listed = async () => (await alice.get('/api/chat/rooms')).body.map((room: { _id: string }) => room._id)
      expect(await listed()).toEqual([withCarol, withBob])

      await bob.post('/api/chat/messages', { chatRoomId: withBob, text: 'hello' })
      expect(await listed()).toEqual([withBob, withCarol])

      const connection = await alice.connect()
      await connection.call('send_message', { chatRoomId: withCarol, text: 'hello' })
      expect(await listed()).toEqual([withCarol, withBob])
      alice.leave()

      const rooms = (await alice.get('/api/chat/rooms')).body as { updatedAt: string }[]
      expect(rooms.map((room) => room.updatedAt)).toEqual(
        rooms
          .map((room) => room.updatedAt)
          .sort()
          .reverse(),
      )
    })
  })

  describe('POST /api/chat/rooms/:chatRoomId/read', () => {
    it('puts the reader into readBy of what others wrote', async () => {
      const chatRoomId = await alice.roomWith(bob)
      const readers = async () => (await alice.get(`/api/chat/messages/${chatRoomId}`)).body[0].readBy
      await alice.post('/api/chat/messages', { chatRoomId, text: 'hello' })
      expect(await readers()).toEqual([alice.id])
      expect(await bob.post(`/api/chat/rooms/${chatRoomId}/read`)).toMatchObject({
        status: 200,
        body: { success: true },
      })
      expect((await readers()).sort()).toEqual([alice.id, bob.id].sort())

      await alice.post('/api/chat/messages', { chatRoomId, text: 'and one more' })
      const [first, second] = (await bob.get(`/api/chat/messages/${chatRoomId}`)).body
      expect(first.readBy).toHaveLength(2)
      expect(second).toMatchObject(aMessage({ chatRoomId, senderId: aPerson(alice), readBy: [alice.id] }))
    })

    it('an empty body with a JSON type is no error', async () => {
      const chatRoomId = await alice.roomWith(bob)
      const answer = await request(linsta.url, `POST /api/chat/rooms/${chatRoomId}/read`, {
        token: alice.token,
        headers: { 'content-type': 'application/json' },
        rawBody: '',
      })
      expect(answer).toMatchObject({ status: 200, body: { success: true } })
    })

    it('refuses strangers, unknown rooms and malformed ids', async () => {
      const chatRoomId = await alice.roomWith(bob)
      const read = (id: string) => carol.post(`/api/chat/rooms/${id}/read`)
      expectProblem(await read(chatRoomId), 403, 'You are not a participant in this room')
      expectProblem(await read(NO_SUCH_ID), 404, 'Chat room not found')
      expectMalformed(await read('not-an-id'))
    })
  })
})
