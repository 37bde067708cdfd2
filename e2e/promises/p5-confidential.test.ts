import { type Answer, type Connection, Person, type ReceivedEvent, request, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHistory } from './readHistory.ts'
import { type Relay, startRelay } from './relay.ts'

const SECRET = 'under-the-third-flowerpot'
const NO_SUCH_ID = 'ffffffffffffffffffffffff'
const NOT_YOURS = 'You are not a participant in this room'
const NO_SUCH_ROOM = 'Chat room not found'

const refused = (status: number, error: string) => ({ ok: false, error: expect.objectContaining({ status, error }) })

/** A problem's body, its parts that may differ between calls left out. */
const told = ({ status, body }: Answer) => ({ status, error: body.error, code: body.code })

describe('[P5] nobody outside a room receives a byte of it', () => {
  let server: ServerProcess
  const relays: Relay[] = []
  async function listenIn(): Promise<Relay> {
    const relay = await startRelay(server.url)
    relays.push(relay)
    return relay
  }

  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(async () => {
    for (const relay of relays) await relay.close()
    await server.remove()
  })

  it('a stranger who tries everything, all the while, gets two sentences and nothing else', {
    timeout: 60_000,
  }, async () => {
    const ann = await Person.register(server.url, 'Annabel Quillfeather')
    const bob = await Person.register(server.url, 'Bobrick Thistlewood')
    const mallory = await Person.register(server.url, 'Mallory')
    const friend = await Person.register(server.url, 'Nick')
    const ownRoomId = await mallory.roomWith(friend)

    // Whatever the stranger's clients are told goes through a relay that keeps it.
    const [overSocket, overPolling, overHttp] = [await listenIn(), await listenIn(), await listenIn()]
    const strangers = [
      await new Person(overSocket.url, mallory).connect({ transports: ['websocket'] }),
      await new Person(overPolling.url, mallory).connect({ transports: ['polling'] }),
    ]
    const http = new Person(overHttp.url, mallory)
    for (const stranger of strangers)
      expect(await stranger.call('join_room', { chatRoomId: ownRoomId })).toEqual({ ok: true })

    // So do those of somebody who may see it all: what is not found there could not have been found at all.
    const [bobsSocket, bobsPolling, bobsHttp] = [await listenIn(), await listenIn(), await listenIn()]
    const bobs = [
      await new Person(bobsSocket.url, bob).connect({ transports: ['websocket'] }),
      await new Person(bobsPolling.url, bob).connect({ transports: ['polling'] }),
    ]
    const chatRoomId = await ann.roomWith(bob)
    const annConnection = await ann.connect()
    for (const connection of [...bobs, annConnection]) {
      expect(await connection.call('join_room', { chatRoomId })).toEqual({ ok: true })
    }

    const messageIds: string[] = []
    const say = async (text: string): Promise<string> => {
      const outcome = await annConnection.call('send_message', { chatRoomId, text })
      expect(outcome).toMatchObject({ ok: true })
      messageIds.push(outcome.message._id)
      return outcome.message._id
    }

    // The room lives, and at every turn of it the stranger tries again.
    const first = await say(`the key lies ${SECRET}`)
    const target = { chatRoomId, ownRoomId, messageId: first, people: [ann, bob] }
    await tryEverything(strangers, http, target)
    const answer = await bob.post('/api/chat/messages', { chatRoomId, text: `${SECRET}?`, replyTo: first })
    messageIds.push(answer.body._id)
    await tryEverything(strangers, http, { ...target, messageId: answer.body._id })
    expect((await bob.post(`/api/chat/rooms/${chatRoomId}/read`)).status).toBe(200)
    const slip = await say(`a slip: ${SECRET}`)
    expect((await ann.delete(`/api/chat/messages/${slip}`)).status).toBe(200)
    await tryEverything(strangers, http, { ...target, messageId: slip })
    expect(await new Person(bobsHttp.url, bob).get(`/api/chat/messages/${chatRoomId}`)).toMatchObject({ status: 200 })
    annConnection.close()
    await bobs[0]?.waitFor('presence', bobs[0].all('presence').length + 1)
    await tryEverything(strangers, http, target)

    // The stranger's own room goes on undisturbed, behind everything else that could have come.
    await friend.post('/api/chat/messages', { chatRoomId: ownRoomId, text: 'hello Mallory' })
    for (const stranger of strangers) {
      await stranger.settled()
      expect(stranger.all('receive_message').map(({ text }) => text)).toEqual(['hello Mallory'])
      // One socket of theirs saw the other one join their own room: nothing else came but refusals.
      const isOwn = ({ event, payload }: ReceivedEvent) =>
        event === 'receive_message' || (event === 'user_joined' && payload.userId === mallory.id)
      const others = stranger.received.filter((one) => !isOwn(one))
      const sentences = others.filter(({ event }) => event === 'error').map(({ payload }) => payload.message)
      expect(new Set(others.map(({ event }) => event))).toEqual(new Set(['error', 'notification_subscribed']))
      expect(new Set(sentences)).toEqual(new Set([NOT_YOURS, NO_SUCH_ROOM]))
    }

    const traces = [SECRET, chatRoomId, ...messageIds]
    for (const person of [ann, bob]) traces.push(person.id, person.name, person.email)
    for (const relay of [overSocket, overPolling, overHttp]) {
      const heard = relay.heard()
      expect(heard.length).toBeGreaterThan(1_000)
      expect(traces.filter((trace) => heard.includes(trace))).toEqual([])
    }
    for (const relay of [bobsSocket, bobsPolling, bobsHttp]) {
      const heard = relay.heard()
      expect([SECRET, chatRoomId, first, ann.id].filter((trace) => !heard.includes(trace))).toEqual([])
    }

    // And the room shows no trace of the stranger.
    expect((await readHistory(bob, chatRoomId)).map(({ senderId, text }) => [senderId, text])).toEqual([
      [ann.id, `the key lies ${SECRET}`],
      [bob.id, `${SECRET}?`],
      [ann.id, ''],
    ])
    expect(JSON.stringify([bobs.map(({ received }) => received), annConnection.received])).not.toContain(mallory.id)
    expect(JSON.stringify((await ann.get(`/api/chat/messages/${chatRoomId}`)).body)).not.toContain(mallory.id)
    for (const person of [ann, bob, mallory, friend]) person.leave()
    for (const connection of [...strangers, ...bobs]) connection.close()
  })

  it("somebody else's notification cannot be told from one that is not there", async () => {
    const ann = await Person.register(server.url, 'Annabel Quillfeather')
    const bob = await Person.register(server.url, 'Bobrick Thistlewood')
    const mallory = await Person.register(server.url, 'Mallory')
    const relay = await listenIn()
    const http = new Person(relay.url, mallory)
    const connection = await http.connect()
    const annConnection = await ann.connect()
    const post = await ann.post('/api/posts', { caption: 'a post' })
    expect((await bob.post(`/api/posts/${post.body._id}/like`)).status).toBe(201)
    const [notification] = await annConnection.waitFor('notification')

    const answers = [notification._id, NO_SUCH_ID].map((id) => http.put(`/api/notifications/${id}/read`))
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 404, body: { error: 'Notification not found' } })
    }
    expect(await http.get('/api/notifications')).toMatchObject({ status: 200, body: [] })
    expect((await http.get('/api/notifications/unread/count')).body).toEqual({ unreadCount: 0 })
    await http.put('/api/notifications/mark-all/read')
    expect((await ann.get('/api/notifications/unread/count')).body).toEqual({ unreadCount: 1 })
    await connection.settled()
    const heard = relay.heard()
    expect(
      [notification._id, ann.id, bob.id, post.body._id, ann.name].filter((trace) => heard.includes(trace)),
    ).toEqual([])
    for (const person of [http, ann]) person.leave()
  })
})

type Target = { chatRoomId: string; ownRoomId: string; messageId: string; people: Person[] }

/** Everything that a stranger who has learnt all ids can ask for. */
async function tryEverything(strangers: readonly Connection[], http: Person, target: Target): Promise<void> {
  for (const stranger of strangers) await trySocket(stranger, target)
  await tryHttp(http, target)
}

async function trySocket(stranger: Connection, { chatRoomId, ownRoomId, messageId }: Target): Promise<void> {
  for (const [room, status, sentence] of [
    [chatRoomId, 403, NOT_YOURS],
    [chatRoomId.toUpperCase(), 403, NOT_YOURS],
    [NO_SUCH_ID, 404, NO_SUCH_ROOM],
  ] as const) {
    const errors = stranger.all('error').length
    for (const [call, payload] of [
      ['join_room', { chatRoomId: room }],
      ['get_history', { chatRoomId: room, limit: 200, skip: 0 }],
      ['send_message', { chatRoomId: room, text: 'let me in', replyTo: messageId }],
    ] as const) {
      expect(await stranger.call(call, payload)).toEqual(refused(status, sentence))
      stranger.emit(call, payload)
    }
    expect((await stranger.waitFor('error', errors + 3)).slice(errors)).toEqual(Array(3).fill({ message: sentence }))
  }
  // What names the room in no valid way is refused before anybody looks.
  for (const room of [
    [chatRoomId],
    { $ne: null },
    `room:${chatRoomId}`,
    ` ${chatRoomId}`,
    Buffer.from(chatRoomId, 'hex'),
  ]) {
    expect(await stranger.call('join_room', { chatRoomId: room })).toEqual(refused(400, 'Failed to join room'))
    expect(await stranger.call('get_history', { chatRoomId: room })).toEqual(
      refused(400, 'Failed to fetch message history'),
    )
    expect(await stranger.call('send_message', { chatRoomId: room, text: '!' })).toEqual(
      refused(400, 'Failed to send message'),
    )
  }
  // A message of theirs is as unknown as one that is not there.
  for (const replyTo of [messageId, NO_SUCH_ID]) {
    const outcome = await stranger.call('send_message', { chatRoomId: ownRoomId, text: 'quoted', replyTo })
    expect(outcome).toEqual(refused(404, 'Message not found'))
  }
}

async function tryHttp(http: Person, { chatRoomId, ownRoomId, messageId, people }: Target): Promise<void> {
  for (const [room, status, error] of [
    [chatRoomId, 403, NOT_YOURS],
    [NO_SUCH_ID, 404, NO_SUCH_ROOM],
  ] as const) {
    const refusal = { status, body: { error } }
    expect(await http.get(`/api/chat/messages/${room}?limit=200`)).toMatchObject(refusal)
    expect(await http.post('/api/chat/messages', { chatRoomId: room, text: 'let me in' })).toMatchObject(refusal)
    expect(await http.post('/api/chat/messages', { chatRoomId: room, text: '!', replyTo: messageId })).toMatchObject(
      refusal,
    )
    expect(await http.post(`/api/chat/rooms/${room}/read`)).toMatchObject(refusal)
  }
  const [theirs, none] = [messageId, NO_SUCH_ID]
  expect(told(await http.delete(`/api/chat/messages/${theirs}`))).toMatchObject({
    status: 404,
    error: 'Message not found',
  })
  expect(await http.delete(`/api/chat/messages/${theirs}`)).toMatchObject({
    body: (await http.delete(`/api/chat/messages/${none}`)).body,
  })
  const quote = (replyTo: string) => http.post('/api/chat/messages', { chatRoomId: ownRoomId, text: 'quoted', replyTo })
  expect(told(await quote(theirs))).toEqual(told(await quote(none)))
  const rooms = await http.get('/api/chat/rooms')
  expect(rooms.body.map(({ _id }: { _id: string }) => _id)).toEqual([ownRoomId])

  // Answers that repeat the id that was asked for do not go over the relay: exactly these they must be.
  for (const { id, url } of people) {
    const status = await request(url, `GET /api/users/status/${id}`, { token: http.token })
    expect(status).toMatchObject({ status: 200 })
    expect(status.body).toEqual({ userId: id, online: false, lastSeen: null })
  }
  // Without a token there is not even a sentence about the room.
  for (const room of [chatRoomId, NO_SUCH_ID]) {
    expect(told(await request(http.url, `GET /api/chat/messages/${room}`))).toMatchObject({
      status: 401,
      error: 'Missing or invalid token',
    })
  }
}
