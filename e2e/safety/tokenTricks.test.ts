import { createHmac } from 'node:crypto'
import { request } from '@linsta/testkit'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem } from '../contract/shapes.ts'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

const SECRET = 'a secret between the host and Linsta'
const now = () => Math.floor(Date.now() / 1000)

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
/** A token under any header, signed by HS256 with any secret. */
function makeToken(header: object, secret: string): string {
  const signed = `${encode({ alg: 'HS256', ...header })}.${encode({ userId: 'ann', iat: now(), exp: now() + 3_600 })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** What a stock client hears when it connects with a token. */
const hear = (url: string, token: string, transport: string) =>
  new Promise<string>((resolve) => {
    const socket = io(url, { auth: { token }, transports: [transport], forceNew: true, reconnection: false })
    const end = (heard: string) => {
      socket.close()
      resolve(heard)
    }
    socket.once('connect', () => end('connected'))
    socket.once('connect_error', ({ message }) => end(message))
  })

describe('a token cannot choose how it is verified', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())

  const restAnswer = (token: string) =>
    request(linsta.url, 'GET /api/chat/rooms', { headers: { authorization: `Bearer ${token}` } })

  it.each<[string, object, string]>([
    ['a key of its own in the header', { jwk: { kty: 'oct', k: Buffer.from('own').toString('base64url') } }, 'own'],
    ['a key that an address has', { jku: 'http://127.0.0.1:9/keys' }, 'own'],
    ['a file of nothing as the key', { kid: '/dev/null' }, ''],
    ['a query as the key', { kid: "x' UNION SELECT 'own" }, 'own'],
    ['None with a capital', { alg: 'None' }, SECRET],
    ['HS384 in name', { alg: 'HS384' }, SECRET],
    ['an extension that must be understood', { crit: ['own'], own: 1 }, SECRET],
  ])('%s: refused over REST and on sockets', async (_what, header, secret) => {
    const token = makeToken(header, secret)
    expectProblem(await restAnswer(token), 401, 'Invalid or expired token')
    for (const transport of ['websocket', 'polling']) {
      expect(await hear(linsta.url, token, transport)).toBe('Invalid token')
    }
    // The same header under the same secret is no reason by itself, so it was the trick that was refused.
    expect((await restAnswer(makeToken({}, SECRET))).status).toBe(200)
  })

  it('white space does not make it another token', async () => {
    const token = makeToken({}, SECRET)
    expect(
      (await request(linsta.url, 'GET /api/chat/rooms', { headers: { authorization: `bearer   ${token}  ` } })).status,
    ).toBe(200)
    for (const spaced of [`${token.slice(0, 10)} ${token.slice(10)}`, `${token} ${token}`]) {
      expect((await restAnswer(spaced)).status).toBe(401)
      expect(await hear(linsta.url, spaced, 'websocket')).toBe('Invalid token')
    }
    expect(await hear(linsta.url, ` ${token}`, 'websocket')).toBe('Invalid token')
  })
})
