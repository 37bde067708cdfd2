import { type RouteName, routes, type SocketCallName, socketCalls } from '@linsta/protocol'
import { request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toRequestLine } from './caller.ts'
import { NO_SUCH_ID, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const withToken = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].token === 'required')
/** Those whose routes are not there on a server without accounts need no token to be missing. */
const PARAMS = {
  chatRoomId: NO_SUCH_ID,
  messageId: NO_SUCH_ID,
  userId: 'somebody',
  id: NO_SUCH_ID,
  postId: NO_SUCH_ID,
  commentId: NO_SUCH_ID,
}

describe('every route', () => {
  it.each(withToken)('%s asks for a token before anything else', async (name) => {
    const line = toRequestLine(name, PARAMS)
    const missing = await request(world.url, line)
    expect(missing).toMatchObject({ status: 401, body: { code: 'token_missing', error: 'Missing or invalid token' } })
    const invalid = await request(world.url, line, { token: 'x' })
    expect(invalid).toMatchObject({ status: 401, body: { code: 'token_invalid' } })
  })
})

/** Payloads that no call takes. */
const HOSTILE: unknown[] = [
  undefined,
  null,
  7,
  'text',
  [],
  [[]],
  { chatRoomId: { $ne: null }, rooms: { length: 1 }, userIds: 'x', position: 0, token: {}, id: [], messageId: {} },
  JSON.parse('{"__proto__":{"chatRoomId":"x"},"constructor":1}'),
  { chatRoomId: '\u0000'.repeat(24), rooms: [null], userIds: [null], position: { seq: Infinity }, seq: {}, cursor: 1 },
  Buffer.from('binary'),
]
/** Calls that take any payload, or none. */
const UNDEMANDING = new Set<SocketCallName>([
  'subscribe_notifications',
  'unsubscribe_notifications',
  'mark_all_notifications_read',
  'get_privacy',
])

describe('[P9] every call', () => {
  it.each(Object.keys(socketCalls) as SocketCallName[])(
    '%s refuses what it does not take, and goes on',
    async (name) => {
      const caller = await world.connect(world.person('mallory'))
      for (const payload of HOSTILE) {
        const outcome = await caller.connection.call(name, payload)
        if (outcome.ok) {
          // Nothing it needs was missing: of these, each field may be left out.
          expect(UNDEMANDING.has(name) || socketCalls[name].payload.safeParse(payload).success, String(payload)).toBe(
            true,
          )
        } else {
          const { code, status, error } = outcome.error
          expect(status, `${String(payload)} ${code}`).toBe(400)
          if (code === 'invalid_request') expect(error).toBe(socketCalls[name].failure)
        }
        // First-generation style, without an acknowledgement, it is an event.
        caller.connection.emit(name, payload)
      }
      await caller.connection.settled()
      for (const { message } of caller.all('error')) expect(message).toMatch(/^Failed to |^Message cannot be empty$/)
      caller.close()
    },
  )
})
