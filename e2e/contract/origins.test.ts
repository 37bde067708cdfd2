import { Person, request, ServerProcess } from '@linsta/testkit'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { expectProblem, TRANSPORTS } from './shapes.ts'

const LISTED = ['https://app.example.org', 'https://beta.example.org:8443']
const LOOPBACK = ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:8080', 'https://localhost']
const FOREIGN = [
  'https://elsewhere.example',
  'https://app.example.org.elsewhere.example',
  'http://app.example.org',
  'https://app.example.org:444',
  'https://beta.example.org',
  'http://localhost.elsewhere.example',
  'null',
]

/** Whether a stock client that sends this Origin header gets through. */
function connects(person: Person, transport: string, origin: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = io(person.url, {
      auth: { token: person.token },
      transports: [transport],
      forceNew: true,
      reconnection: false,
      ...(origin === undefined ? {} : { extraHeaders: { origin } }),
    })
    const end = (isIn: boolean) => {
      socket.close()
      resolve(isIn)
    }
    socket.once('connect', () => end(true))
    socket.once('connect_error', () => end(false))
  })
}

async function expectLetIn(person: Person, origin: string): Promise<void> {
  const answer = await request(person.url, 'GET /api/chat/rooms', { token: person.token, headers: { origin } })
  expect(answer, origin).toMatchObject({ status: 200, body: [] })
  expect(answer.headers.get('access-control-allow-origin'), origin).toBe(origin)
  expect(answer.headers.get('access-control-allow-credentials'), origin).toBe('true')

  const preflight = await fetch(`${person.url}/api/notifications/mark-all/read`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  expect(preflight.ok, origin).toBe(true)
  expect(preflight.headers.get('access-control-allow-origin'), origin).toBe(origin)
  expect(preflight.headers.get('access-control-allow-credentials'), origin).toBe('true')
  expect(preflight.headers.get('access-control-allow-methods'), origin).toContain('PUT')
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase(), origin).toContain('authorization')
  for (const transport of TRANSPORTS) expect(await connects(person, transport, origin), origin).toBe(true)

  // What a browser's script may read of the polling transport.
  const polling = await fetch(`${person.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })
  expect(polling.headers.get('access-control-allow-origin'), origin).toBe(origin)
  expect(polling.headers.get('access-control-allow-credentials'), origin).toBe('true')
  await polling.text()
}

async function expectKeptOut(person: Person, origin: string): Promise<void> {
  const answer = await request(person.url, 'GET /api/chat/rooms', { token: person.token, headers: { origin } })
  expectProblem(answer, 403)
  expect(answer.headers.get('access-control-allow-origin'), origin).not.toBe(origin)
  const preflight = await fetch(`${person.url}/api/chat/rooms`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-origin'), origin).not.toBe(origin)
  await preflight.text()
  for (const transport of TRANSPORTS) expect(await connects(person, transport, origin), origin).toBe(false)
}

describe('origins', () => {
  let linsta: RunningLinsta
  let person: Person
  beforeAll(async () => {
    linsta = await startLinsta({ origins: LISTED })
    person = await Person.register(linsta.url, 'Ada')
  })
  afterAll(() => linsta.close())

  it('none sent is let in', async () => {
    expect((await person.get('/api/chat/rooms')).status).toBe(200)
    for (const transport of TRANSPORTS) expect(await connects(person, transport, undefined)).toBe(true)
  })
  it('the server’s own is let in', () => expectLetIn(person, linsta.url))
  it.each(LISTED)('a listed one is let in: %s', (origin) => expectLetIn(person, origin))
  it.each(LOOPBACK)('a loopback one is let in: %s', (origin) => expectLetIn(person, origin))
  it.each(FOREIGN)('any other is kept out: %s', (origin) => expectKeptOut(person, origin))
})

describe('origins in production', () => {
  let linsta: RunningLinsta
  let person: Person
  beforeAll(async () => {
    linsta = await startLinsta({ origins: LISTED, isProduction: true, limits: 'on' })
    person = await Person.register(linsta.url, 'Ada')
  })
  afterAll(() => linsta.close())

  it('none sent is let in', async () => {
    expect((await person.get('/api/chat/rooms')).status).toBe(200)
    for (const transport of TRANSPORTS) expect(await connects(person, transport, undefined)).toBe(true)
  })
  it('the server’s own is let in', () => expectLetIn(person, linsta.url))
  it.each(LISTED)('a listed one is let in: %s', (origin) => expectLetIn(person, origin))
  it.each(LOOPBACK)('a loopback one that is not the server’s own is kept out: %s', (origin) =>
    expectKeptOut(person, origin),
  )
  it.each(FOREIGN)('any other is kept out: %s', (origin) => expectKeptOut(person, origin))
})

describe('the settings of a server of its own', () => {
  let server: ServerProcess
  const secret = '7b0c1d5e9f3a4b2c8d6e7f1a0b9c3d5e'
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { FRONTEND_URL: LISTED.join(', '), JWT_SECRET: secret } })
  })
  afterAll(() => server.remove())

  it('FRONTEND_URL lists origins with commas between them, JWT_SECRET is the one that tokens are signed with', async () => {
    const person = Person.minted(server.url, 'auth0|abc', secret)
    for (const origin of LISTED) await expectLetIn(person, origin)
    await expectKeptOut(person, 'https://elsewhere.example')
    expectProblem(
      await Person.minted(server.url, 'auth0|abc', 'another').get('/api/chat/rooms'),
      401,
      'Invalid or expired token',
    )
  })
})
