import { createHmac } from 'node:crypto'
import { Person, request, signToken } from '@linsta/testkit'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { expectProblem, TRANSPORTS } from './shapes.ts'

const SECRET = 'a secret between the host and Linsta'
const now = () => Math.floor(Date.now() / 1000)
const claims = (userId: unknown = 'somebody') => ({ userId, iat: now(), exp: now() + 3_600 })

/** Tokens that say nothing valid, by what is wrong with them. Made when called: they hold times. */
const invalidTokens: [string, () => unknown][] = [
  ['nonsense', () => 'nonsense'],
  ['three parts of nothing', () => 'a.b.c'],
  ['another secret', () => signToken(claims(), 'another secret')],
  ['expired', () => signToken({ ...claims(), iat: now() - 120, exp: now() - 60 }, SECRET)],
  ['no exp', () => signToken({ userId: 'somebody', iat: now() }, SECRET)],
  ['exp as text', () => signToken({ ...claims(), exp: String(now() + 3_600) }, SECRET)],
  ['algorithm none', () => signToken(claims(), SECRET, { algorithm: 'none' })],
  ['algorithm HS512', () => signToken(claims(), SECRET, { algorithm: 'HS512' })],
  ['no userId', () => signToken({ iat: now(), exp: now() + 3_600 }, SECRET)],
  ['an empty userId', () => signToken(claims(''), SECRET)],
  ['a userId of 129 characters', () => signToken(claims('u'.repeat(129)), SECRET)],
  ['a userId that is a number', () => signToken(claims(42), SECRET)],
  [
    'a changed payload',
    () => signToken(claims('somebody'), SECRET).replace(/\.[^.]+\./, `.${encode(claims('root'))}.`),
  ],
]
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** How a stock client learns that it is not let in. */
function refusal(url: string, auth: Record<string, unknown> | undefined, transport: string) {
  return new Promise<{ message: string; isConnected: boolean; comesBack: boolean }>((resolve, reject) => {
    const socket = io(url, { ...(auth && { auth }), transports: [transport], forceNew: true, timeout: 10_000 })
    socket.once('connect', () => {
      socket.close()
      reject(new Error('was let in'))
    })
    socket.once('connect_error', (error) => {
      resolve({ message: error.message, isConnected: socket.connected, comesBack: socket.active })
      socket.close()
    })
  })
}

describe.each(TRANSPORTS)('connecting over %s', (transport) => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())

  it.each<[string, Record<string, unknown> | undefined]>([
    ['no auth', undefined],
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token of null', { token: null }],
  ])('%s: No authentication token provided', async (_what, auth) => {
    expect(await refusal(linsta.url, auth, transport)).toEqual({
      message: 'No authentication token provided',
      isConnected: false,
      comesBack: false,
    })
  })

  it.each([
    ...invalidTokens,
    ['a number', () => 42],
    ['an object', () => ({ userId: 'somebody' })],
  ] as typeof invalidTokens)('a token that is invalid (%s): Invalid token', async (_what, makeToken) => {
    expect(await refusal(linsta.url, { token: makeToken() }, transport)).toEqual({
      message: 'Invalid token',
      isConnected: false,
      comesBack: false,
    })
  })

  it.each(['auth0|abc', '42', '507f1f77bcf86cd799439011', 'Ünï cödé', 'u'.repeat(128)])(
    'a user of a host app is let in by the id it has there: %s',
    async (id) => {
      const person = Person.minted(linsta.url, id, SECRET)
      const connection = await person.connect({ transports: [transport] })
      expect(connection.socket.io.engine.transport.name).toBe(transport)
      const other = Person.minted(linsta.url, `friend of ${id}`.slice(0, 128), SECRET)
      const opened = await person.post('/api/chat/rooms', { otherUserId: other.id })
      expect(opened).toMatchObject({ status: 200, body: { participants: [id, other.id] } })
      const { chatRoomId } = opened.body
      expect(await connection.call('send_message', { chatRoomId, text: 'hello' })).toMatchObject({
        ok: true,
        message: { senderId: id, readBy: [id] },
      })
      person.leave()
    },
  )

  it('a socket is closed when its token expires, and does not come back by itself with the same one', async () => {
    const token = signToken({ userId: 'brief', iat: now(), exp: now() + 2 }, SECRET)
    const person = new Person(linsta.url, { id: 'brief', name: '', email: '', token })
    const { socket } = await person.connect({ transports: [transport], reconnection: true })
    const reason = await new Promise((resolve) => socket.once('disconnect', resolve))
    expect({ reason, comesBack: socket.active }).toEqual({ reason: 'io server disconnect', comesBack: false })
    expectProblem(await person.get('/api/chat/rooms'), 401, 'Invalid or expired token')
    person.leave()
  })

  it('a server that stops closes the transport, so that stock clients come back by themselves', async () => {
    const stopping = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
    const person = Person.minted(stopping.url, 'somebody', SECRET)
    const { socket } = await person.connect({ transports: [transport], reconnection: true })
    const disconnected = new Promise((resolve) => socket.once('disconnect', resolve))
    await stopping.close()
    expect({ reason: await disconnected, comesBack: socket.active }).toEqual({
      reason: expect.stringMatching(/^transport (close|error)$/),
      comesBack: true,
    })
    person.leave()
  })
})

describe('connecting with the options of a stock client', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())

  it('starts by polling and goes on by websocket; nothing is lost, doubled or turned round in between', async () => {
    const alice = Person.minted(linsta.url, 'alice', SECRET)
    const bob = Person.minted(linsta.url, 'bob', SECRET)
    const chatRoomId = await alice.roomWith(bob)
    const connection = await alice.connect({ transports: ['polling', 'websocket'] })
    const { engine } = connection.socket.io
    connection.emit('join_room', { chatRoomId })
    const texts = Array.from({ length: 40 }, (_, index) => `message ${index}`)
    for (const text of texts.slice(0, 20)) connection.emit('send_message', { chatRoomId, text })
    await expect.poll(() => engine.transport.name, { timeout: 10_000 }).toBe('websocket')
    for (const text of texts.slice(20)) connection.emit('send_message', { chatRoomId, text })
    const received = await connection.waitFor('receive_message', texts.length)
    await connection.settled()
    expect(received.map((message) => message.text)).toEqual(texts)
    expect(connection.all('receive_message')).toHaveLength(texts.length)
    alice.leave()
  })
})

describe('tokens over REST', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta({ jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())

  it.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['an empty header', { authorization: '' }],
    ['another scheme', { authorization: 'Basic YWxpY2U6c2VjcmV0' }],
    ['Bearer and nothing', { authorization: 'Bearer' }],
  ])('%s: 401 Missing or invalid token', async (_what, headers) => {
    expectProblem(await request(linsta.url, 'GET /api/chat/rooms', { headers }), 401, 'Missing or invalid token')
  })

  it.each(invalidTokens)(
    'a Bearer token that is invalid (%s): 401 Invalid or expired token',
    async (_what, makeToken) => {
      const headers = { authorization: `Bearer ${makeToken()}` }
      const answer = await request(linsta.url, 'GET /api/chat/rooms', { headers })
      expectProblem(answer, 401, 'Invalid or expired token')
    },
  )

  it('a token that the host signed is as good as one from a log-in', async () => {
    const token = signToken(claims('auth0|abc'), SECRET)
    expect(await request(linsta.url, 'GET /api/chat/rooms', { token })).toMatchObject({ status: 200, body: [] })
  })

  it('a log-in gives an HS256 token of userId, email, iat and exp for 7 days', async () => {
    const person = await Person.register(linsta.url, 'Ada')
    const [header, payload, signature] = person.token.split('.') as [string, string, string]
    const claimed = decode(payload)
    expect(decode(header)).toMatchObject({ alg: 'HS256' })
    expect(claimed).toMatchObject({ userId: person.id, email: person.email })
    expect(claimed.exp - claimed.iat).toBe(7 * 24 * 60 * 60)
    expect(Math.abs(claimed.iat - now())).toBeLessThan(60)
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'))
  })
})
