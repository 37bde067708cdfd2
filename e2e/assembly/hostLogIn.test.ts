import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createLinsta, type HostIdentity } from '@linsta/server'
import { request } from '@linsta/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type HostApp, sessionOf, startHostApp } from './aHostApp.ts'

describe('people of a host app, by its own log-in', () => {
  let host: HostApp
  afterEach(() => host?.close())

  /** A log-in that says what a test wants of whoever has a session. */
  const logIn = (identify: (userId: string, request: IncomingMessage) => unknown) => ({
    authenticate: (request: IncomingMessage) => {
      const userId = sessionOf(request)
      return (userId === undefined ? null : identify(userId, request)) as HostIdentity | null
    },
  })

  it.each(['websocket', 'polling'])('are let in by the cookie alone, and talk (%s)', async (transport) => {
    host = await startHostApp()
    const [ann, bob] = [host.guest(randomUUID()), host.guest('auth0|bob')]
    const opened = await ann.ask('POST /api/chat/rooms', { otherUserId: bob.id })
    expect(opened).toMatchObject({ status: 200, body: { participants: [ann.id, bob.id] } })
    const { chatRoomId } = opened.body
    const [fromAnn, fromBob] = await Promise.all([ann, bob].map((guest) => guest.join({ transports: [transport] })))
    fromBob?.emit('join_room', { chatRoomId })
    await fromBob?.settled()
    const sent = await fromAnn?.call('send_message', { chatRoomId, text: 'Hello' })
    expect(sent).toMatchObject({ ok: true, message: { senderId: ann.id } })
    expect(await fromBob?.waitFor('receive_message')).toEqual([sent.message])
    for (const guest of [ann, bob]) guest.leave()
  })

  it.each(['websocket', 'polling'])('[P5] nobody else is (%s)', async (transport) => {
    host = await startHostApp({
      options: logIn((userId) => {
        if (userId === 'breaks') throw new Error('the sessions’ database is away')
        if (userId === 'gone') return { userId, expiresAt: Date.now() - 1 }
        return { userId: { long: 'x'.repeat(129), empty: '', number: 42 }[userId] ?? userId }
      }),
    })
    const stranger = host.guest('nobody')
    const connect = (id: string) => host.guest(id).join({ transports: [transport] })
    await expect(stranger.join({ transports: [transport], extraHeaders: {} })).rejects.toThrow(
      'No authentication token provided',
    )
    const nobody = { transports: [transport], extraHeaders: {}, auth: { token: 'made up' } }
    await expect(stranger.join(nobody)).rejects.toThrow('Invalid token')
    for (const id of ['breaks', 'gone', 'long', 'empty', 'number'])
      await expect(connect(id), id).rejects.toThrow('Invalid')
    expect((await request(host.url, 'GET /api/chat/rooms')).status).toBe(401)
    expect((await host.guest('gone').ask('GET /api/chat/rooms')).status).toBe(401)
    for (const id of ['breaks', 'long', 'empty', 'number']) {
      const answer = await host.guest(id).ask('GET /api/chat/rooms')
      expect(answer, id).toMatchObject({ status: 500, body: { error: 'Internal server error' } })
    }
  })

  it('may be asked for asynchronously, and by a token that sockets connect with', async () => {
    const seen: unknown[] = []
    host = await startHostApp({
      options: {
        async authenticate({ headers }) {
          seen.push(headers.authorization)
          await new Promise((resolve) => setImmediate(resolve))
          return headers.authorization === 'Bearer ann’s' ? { userId: 'ann', expiresAt: Date.now() + 60_000 } : null
        },
      },
    })
    const ann = host.guest('ann')
    const connection = await ann.join({ auth: { token: 'ann’s' }, extraHeaders: {} })
    expect(seen).toEqual(['Bearer ann’s'])
    expect(await connection.call('refresh_token', { token: 'ann’s' })).toMatchObject({ ok: true })
    expect(await connection.call('refresh_token', { token: 'made up' })).toMatchObject({
      ok: false,
      error: { code: 'token_invalid' },
    })
    ann.leave()
  })

  it('[P6] are disconnected when their log-in ends', async () => {
    host = await startHostApp({
      options: logIn((userId) => ({ userId, expiresAt: new Date(Date.now() + 1_500) })),
    })
    const { socket } = await host.guest('ann').join()
    const reason = await new Promise((resolve) => socket.once('disconnect', resolve))
    expect(reason).toBe('io server disconnect')
  })

  it('are shown by the name and picture of the log-in, as it is now', async () => {
    let picture: string | null = '/ann.png'
    host = await startHostApp({ options: logIn((userId) => ({ userId, name: `${userId} A.`, picture })) })
    const [ann, bob] = [host.guest('ann'), host.guest('bob')]
    await ann.ask('GET /api/chat/rooms')
    await bob.ask('POST /api/chat/rooms', { otherUserId: 'ann' })
    const annsFriends = async () => (await bob.ask('GET /api/chat/rooms')).body[0].participants
    expect(await annsFriends()).toMatchObject([{ name: 'bob A.' }, { name: 'ann A.' }])
    expect((await ann.ask('GET /api/users/me')).body).toMatchObject({ _id: 'ann', name: 'ann A.', picture })
    picture = 'javascript:alert(1)'
    const me = await ann.ask('GET /api/users/me')
    expect(me.body).toEqual({ _id: 'ann', name: 'ann A.', email: '' })
  })

  it('who were not seen yet have the name that getUsers gives, which is asked for many at once, once', async () => {
    const asked: string[][] = []
    host = await startHostApp({
      options: {
        ...logIn((userId) => ({ userId, name: 'Ann' })),
        async getUsers(userIds) {
          asked.push(userIds)
          return userIds
            .filter((id) => id !== 'dan')
            .map((userId) => ({ userId, name: `${userId} of the app`, picture: '/p' }))
        },
      },
    })
    const ann = host.guest('ann')
    for (const otherUserId of ['bob', 'cem', 'dan']) await ann.ask('POST /api/chat/rooms', { otherUserId })
    const names = async () =>
      (await ann.ask('GET /api/chat/rooms')).body.flatMap(
        ({ participants }: { participants: { _id: string; name: string }[] }) =>
          participants.map(({ _id, name }) => [_id, name]),
      )
    const expected = [
      ['bob', 'bob of the app'],
      ['cem', 'cem of the app'],
      ['dan', ''],
      ['ann', 'Ann'],
    ]
    for (let times = 0; times < 3; times += 1) {
      expect(await names()).toEqual(expect.arrayContaining(expected))
    }
    expect(asked.map((ids) => ids.toSorted())).toEqual([['bob', 'cem', 'dan']])
  })

  it('have no name, and everything else, while getUsers fails', async () => {
    let isAway = true
    host = await startHostApp({
      options: {
        getUsers(userIds) {
          if (isAway) throw new Error('the users’ database is away')
          return userIds.map((userId) => ({ userId, name: 'Bob' }))
        },
      },
    })
    const ann = host.guest('ann')
    await ann.ask('POST /api/chat/rooms', { otherUserId: 'bob' })
    const bobsName = async () => (await ann.ask('GET /api/chat/rooms')).body[0].participants[1].name
    expect(await bobsName()).toBe('')
    isAway = false
    expect(await bobsName()).toBe('Bob')
  })

  it('have chat, notifications and presence, and what else the app chose', async () => {
    host = await startHostApp()
    const statuses = async () => {
      const calls = [
        '/api/chat/rooms',
        '/api/notifications',
        '/api/users/status/bob',
        '/api/posts',
        '/api/events',
        '/api/people',
      ]
      return Promise.all(calls.map(async (path) => (await host.guest('ann').ask(`GET ${path}`)).status))
    }
    expect(await statuses()).toEqual([200, 200, 200, 404, 404, 404])
    for (const path of ['/', '/start', '/healthz', '/health']) {
      expect((await host.guest('ann').ask(`GET ${path}`)).body, path).toContain(`Cannot GET ${path}`)
    }
    await host.close()
    host = await startHostApp({ options: { features: { posts: true, events: true, people: true } } })
    expect(await statuses()).toEqual([200, 200, 200, 200, 200, 200])
    expect((await host.guest('ann').ask('POST /api/auth/login', {})).status).toBe(404)
  })

  it.each([{ features: { accounts: true } }, { features: { web: true } }, { jwtSecret: 'a secret' }])(
    'have no other log-in beside it: %j is refused',
    async (options) => {
      await expect(createLinsta({ authenticate: () => null, ...options })).rejects.toThrow(/^With authenticate/)
    },
  )
})
