import { type RouteName, routes, socketEvents } from '@linsta/protocol'
import { type Answer, Person, request } from '@linsta/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { readDocuments } from './documents.ts'

const NO_SUCH_ID = '0'.repeat(24)
const names = Object.keys(routes) as RouteName[]

let linsta: RunningLinsta
let documents: Awaited<ReturnType<typeof readDocuments>>
let ada: Person
let ben: Person
beforeAll(async () => {
  linsta = await startLinsta()
  documents = await readDocuments(linsta.url)
})
afterAll(() => linsta.close())
beforeEach(async () => {
  ;[ada, ben] = await Promise.all([Person.register(linsta.url, 'Ada'), Person.register(linsta.url, 'Ben')])
})
afterEach(() => {
  ada.leave()
  ben.leave()
})

/** A route's call with these in the places of its path's parameters; ids of nothing for what is not given. */
const toCall = (name: RouteName, params: Record<string, string>): string => {
  const { method, path } = routes[name]
  return `${method} ${path.replaceAll(/:(\w+)/g, (_, param: string) => params[param] ?? NO_SUCH_ID)}`
}

/** Calls a route as somebody and expects its answer to be in the document. */
async function call(
  name: RouteName,
  as: Person | undefined,
  parts: { params?: Record<string, string>; query?: string; body?: unknown } = {},
): Promise<Answer> {
  const { params = {}, query = '', body } = parts
  const options = { ...(as === undefined ? {} : { token: as.token }), ...(body === undefined ? {} : { body }) }
  const answer = await request(linsta.url, toCall(name, params) + query, options)
  documents.expectDescribed(name, answer)
  return answer
}

describe('the answers of every route are as OpenAPI says', () => {
  it.each(names)('%s, to a stranger, to somebody who errs and to one who looks for what is not there', async (name) => {
    await call(name, undefined)
    await call(name, ada)
    await call(name, ada, { params: { id: 'x', chatRoomId: 'x', messageId: 'x', postId: 'x', commentId: 'x' } })
    await call(name, ada, { query: '?limit=none&skip=-1' })
    await call(name, Person.minted(linsta.url, 'ada', 'another secret, which is long enough'))
    if (routes[name].method === 'GET') return
    await call(name, ada, { body: ['no', 'object'] })
    await call(name, ada, { body: 'x'.repeat(70_000) })
    const broken = await request(linsta.url, toCall(name, {}), { token: ada.token, rawBody: '{"' })
    expect(broken.body.code).toBe('invalid_json')
    documents.expectDescribed(name, broken)
  })

  it('where people chat', async () => {
    const { chatRoomId } = (await call('openRoom', ada, { body: { otherUserId: ben.id } })).body
    await call('openRoom', ada, { body: { otherUserId: ada.id } })
    await call('openRoom', ada, { body: { otherUserId: NO_SUCH_ID } })
    const params = { chatRoomId }
    const body = { chatRoomId, text: 'Hello!', clientMessageId: 'one' }
    const sent = await call('sendMessage', ada, { body })
    expect(sent.status).toBe(201)
    expect((await call('sendMessage', ada, { body: { ...body, text: 'Other' } })).status).toBe(409)
    expect((await call('sendMessage', ada, { body: { ...body, text: 'x'.repeat(4_001) } })).status).toBe(400)
    await call('sendMessage', ben, { body: { chatRoomId, text: 'Hello yourself', replyTo: sent.body._id } })
    for (const name of ['listMessages', 'getMessages', 'getRoom', 'markRoomRead', 'tellTyping'] as const) {
      expect((await call(name, ada, { params })).status, name).toBe(200)
      expect((await call(name, await Person.register(linsta.url, 'Eve'), { params })).status, name).toBeGreaterThan(400)
    }
    const position = { seq: 0, id: null }
    expect((await call('sync', ada, { body: { inbox: position } })).body.rooms).toHaveLength(1)
    const rooms = [
      { chatRoomId, position },
      { chatRoomId, position: { seq: 1, id: NO_SUCH_ID } },
      { chatRoomId: NO_SUCH_ID, position },
    ]
    const changes = (await call('getChanges', ada, { body: { rooms } })).body.rooms
    expect(changes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['changes', 'reset', 'gone'])
    expect((await call('listRooms', ada)).body).toHaveLength(1)
    expect((await call('markDelivered', ada, { body: { rooms: [{ chatRoomId, seq: 1 }] } })).status).toBe(200)
    expect((await call('deleteMessage', ben, { params: { messageId: sent.body._id } })).status).toBe(403)
    expect((await call('deleteMessage', ada, { params: { messageId: sent.body._id } })).status).toBe(200)
    expect((await call('addParticipant', ada, { params: { chatRoomId, userId: ben.id } })).status).toBe(409)
  })

  it('where groups come and go', async () => {
    const cem = await Person.register(linsta.url, 'Cem')
    const made = await call('createRoom', ada, { body: { userIds: [ben.id] } })
    expect(made.status).toBe(201)
    const { chatRoomId } = made.body.room
    const params = { chatRoomId, userId: cem.id }
    expect((await call('addParticipant', ben, { params })).status).toBe(403)
    expect((await call('addParticipant', ada, { params })).status).toBe(200)
    expect((await call('removeParticipant', ada, { params })).status).toBe(200)
    const rooms = [{ chatRoomId, position: { seq: 0, id: null } }]
    const [changes] = (await call('getChanges', ada, { body: { rooms } })).body.rooms
    expect(changes.entries.length).toBeGreaterThan(1)
  })

  it('where people post, meet and are told', async () => {
    const media = [{ url: 'https://example.org/a.png', type: 'image/png' }]
    const event = (await call('createEvent', ada, { body: { title: 'Concert', date: '2030-01-01' } })).body
    const post = (await call('createPost', ada, { body: { caption: 'Light', media, eventId: event._id } })).body
    const [ofPost, ofEvent] = [{ params: { id: post._id } }, { params: { id: event._id } }]
    for (const status of [201, 409]) expect((await call('likePost', ben, ofPost)).status).toBe(status)
    const comment = (await call('commentOnPost', ben, { ...ofPost, body: { text: 'Fine' } })).body
    for (const status of [201, 409]) expect((await call('rsvpToEvent', ben, ofEvent)).status).toBe(status)
    for (const name of ['listPosts', 'getPost', 'listComments', 'likePost'] as const) await call(name, ada, ofPost)
    for (const name of ['listEvents', 'getEvent', 'listAttendees', 'checkRsvp'] as const) await call(name, ada, ofEvent)
    expect((await call('getPost', undefined, ofPost)).status).toBe(200)
    expect((await call('listAttendees', undefined, ofEvent)).body).toHaveLength(1)

    const told = (await call('listNotifications', ada)).body
    expect(told.length).toBe(3)
    expect((await call('markNotificationRead', ada, { params: { id: told[0]._id } })).body.isRead).toBe(true)
    await call('markAllNotificationsRead', ada)
    await call('countUnreadNotifications', ada)
    const changes = await call('getInboxChanges', ada, { body: { position: { seq: 0, id: null } } })
    expect(changes.body.inbox.entries.length).toBeGreaterThan(3)

    expect((await call('deletePost', ben, ofPost)).status).toBe(403)
    expect((await call('deleteEvent', ben, ofEvent)).status).toBe(403)
    const ofComment = { params: { postId: post._id, commentId: comment._id } }
    for (const [who, status] of [
      [ada, 403],
      [ben, 200],
    ] as const) {
      expect((await call('deleteComment', who, ofComment)).status).toBe(status)
    }
    for (const status of [200, 404]) expect((await call('unlikePost', ben, ofPost)).status).toBe(status)
    for (const status of [200, 404]) expect((await call('cancelRsvp', ben, ofEvent)).status).toBe(status)
    expect((await call('deletePost', ada, ofPost)).status).toBe(200)
    expect((await call('deleteEvent', ada, ofEvent)).status).toBe(200)
  })

  it('where accounts are made and people show themselves', async () => {
    const account = { name: 'Dee', email: `dee.${process.pid}@example.org`, password: 'at least eight' }
    for (const status of [201, 400]) expect((await call('register', undefined, { body: account })).status).toBe(status)
    expect((await call('login', undefined, { body: account })).status).toBe(200)
    expect((await call('login', undefined, { body: { ...account, password: 'wrong' } })).status).toBe(401)
    expect((await call('setProfile', ada, { body: { picture: '/ada.png' } })).status).toBe(200)
    await ada.roomWith(ben)
    expect((await call('searchPeople', ben, { query: '?search=Ada' })).body.length).toBeGreaterThan(0)
    expect((await call('setPrivacy', ada, { body: { invisible: true } })).status).toBe(200)
    expect((await call('getPresence', ben, { body: { userIds: [ada.id] } })).body.presence).toHaveLength(1)
    expect((await call('getStatus', ben, { params: { userId: ada.id } })).status).toBe(200)
  })

  it('and one that is not would go red', async () => {
    const answer = await request(linsta.url, 'GET /api/chat/rooms', { token: ada.token })
    const expected = (body: unknown, status = 200) =>
      expect(() => documents.expectDescribed('listRooms', { ...answer, status, body }))
    expected([]).not.toThrow()
    expected([{ _id: NO_SUCH_ID }]).toThrow()
    expected([], 418).toThrow()
    const [room] = (await call('listRooms', ada)).body.concat({
      _id: NO_SUCH_ID,
      participants: [],
      createdAt: new Date().toISOString(),
      updatedAt: new Date().toISOString(),
    })
    expected([room]).not.toThrow()
    expected([{ ...room, secret: 1 }]).toThrow()
    expected([{ ...room, createdAt: 'yesterday' }]).toThrow()
  })
})

describe('what sockets bring is as AsyncAPI says', () => {
  it('calls with their acknowledgements, done and refused, and events in both directions', async () => {
    const chatRoomId = await ada.roomWith(ben)
    const [one, other] = await Promise.all([ada.connect(), ben.connect()])
    const ask = async (name: string, payload?: object) => {
      if (payload !== undefined) documents.expectMessage(name, payload)
      const ack = await one.call(name, payload)
      documents.expectMessage(`${name}_ack`, ack)
      expect(ack, name).toMatchObject({ ok: true })
      return ack
    }
    const position = { seq: 0, id: null }
    await other.call('sync', {})
    await other.call('join_room', { chatRoomId })
    await ask('sync', { inbox: position })
    await ask('join_room', { chatRoomId })
    const { message } = await ask('send_message', { chatRoomId, text: 'Hello!', clientMessageId: 'one' })
    await ask('get_history', { chatRoomId })
    await ask('get_changes', { rooms: [{ chatRoomId, position }] })
    await ask('get_messages', { chatRoomId, before: 2 })
    await ask('get_room', { chatRoomId })
    await ask('open_room', { otherUserId: ben.id })
    const { room } = await ask('create_room', { userIds: [ben.id] })
    const cem = await Person.register(linsta.url, 'Cem')
    await ask('add_participant', { chatRoomId: room.chatRoomId, userId: cem.id })
    await ask('remove_participant', { chatRoomId: room.chatRoomId, userId: cem.id })
    await ask('mark_read', { chatRoomId, seq: 1 })
    await ask('mark_delivered', { rooms: [{ chatRoomId, seq: 1 }] })
    await ask('typing', { chatRoomId })
    await ask('delete_message', { messageId: message._id })
    const post = (await ada.post('/api/posts', { caption: 'Light' })).body
    await ben.post(`/api/posts/${post._id}/like`)
    const [notification] = await one.waitFor('notification')
    await ask('get_notifications', {})
    await ask('get_inbox_changes', { position })
    await ask('mark_notification_read', { id: notification._id })
    await ask('mark_all_notifications_read')
    await ask('subscribe_presence', { userIds: [ben.id] })
    await ask('get_privacy')
    await ask('set_privacy', { receipts: true })
    await ask('refresh_token', { token: ada.token })
    await ask('unsubscribe_notifications')
    await ask('subscribe_notifications')

    const refused = await one.call('join_room', { chatRoomId: NO_SUCH_ID })
    expect(refused.ok).toBe(false)
    documents.expectMessage('join_room_ack', refused)
    one.emit('send_message', { chatRoomId, text: '' })
    await one.waitFor('error')
    other.close()
    await one.waitFor('presence')
    await one.settled()

    const received = [...one.received, ...other.received]
    for (const { event, payload } of received) documents.expectMessage(event, payload)
    const seen = new Set(received.map(({ event }) => event))
    // Nobody stops the server here.
    const all = Object.keys(socketEvents).filter((name) => name !== 'server_closing')
    expect(all.filter((name) => !seen.has(name))).toEqual([])
    expect(() => documents.expectMessage('receive_message', { ...message, seq: 'one' })).toThrow()
  })
})

describe('the page', () => {
  it('lets no script run and loads nothing', async () => {
    const answer = await fetch(`${linsta.url}/docs`)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|script-src|https?:/)
    const html = await answer.text()
    expect(html).not.toMatch(/<script|<link|<img|\son\w+=|\sstyle=|https?:\/\//)
  })

  it('is linked from the start page', async () => {
    expect(await (await fetch(`${linsta.url}/start`)).text()).toContain('<a href="docs">')
    expect((await fetch(`${linsta.url}/docs/`)).url).toBe(`${linsta.url}/docs`)
  })

  it('has only what its server has', async () => {
    const chat = await startLinsta({ features: { accounts: false, posts: false, events: false } })
    try {
      const { paths } = await (await fetch(`${chat.url}/docs/openapi.json`)).json()
      expect(Object.keys(paths)).toContain('/api/chat/rooms')
      expect(Object.keys(paths).filter((path) => /posts|events|auth/.test(path))).toEqual([])
    } finally {
      await chat.close()
    }
  })
})
