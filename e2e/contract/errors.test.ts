import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { expectMalformed, expectProblem, NO_SUCH_ID as ID } from './shapes.ts'

/** Every route of the contract, and whether it can do without a token. */
const routes: [method: string, path: string, isPublic?: 'public'][] = [
  ['POST', '/api/chat/rooms'],
  ['GET', '/api/chat/rooms'],
  ['GET', `/api/chat/messages/${ID}`],
  ['POST', '/api/chat/messages'],
  ['POST', `/api/chat/rooms/${ID}/read`],
  ['DELETE', `/api/chat/messages/${ID}`],
  ['GET', `/api/users/status/${ID}`],
  ['GET', '/api/notifications'],
  ['GET', '/api/notifications/unread/count'],
  ['PUT', '/api/notifications/mark-all/read'],
  ['PUT', `/api/notifications/${ID}/read`],
  ['POST', '/api/auth/register', 'public'],
  ['POST', '/api/auth/login', 'public'],
  ['POST', '/api/posts'],
  ['GET', '/api/posts'],
  ['GET', `/api/posts/${ID}`, 'public'],
  ['DELETE', `/api/posts/${ID}`],
  ['POST', `/api/posts/${ID}/like`],
  ['DELETE', `/api/posts/${ID}/like`],
  ['POST', `/api/posts/${ID}/comment`],
  ['GET', `/api/posts/${ID}/comments`, 'public'],
  ['DELETE', `/api/posts/${ID}/comments/${ID}`],
  ['POST', '/api/events'],
  ['GET', '/api/events', 'public'],
  ['GET', `/api/events/${ID}`, 'public'],
  ['DELETE', `/api/events/${ID}`],
  ['POST', `/api/events/${ID}/rsvp`],
  ['DELETE', `/api/events/${ID}/rsvp`],
  ['GET', `/api/events/${ID}/attendees`, 'public'],
  ['GET', `/api/events/${ID}/check-rsvp`],
]

describe('errors', () => {
  let linsta: RunningLinsta
  let alice: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    alice = await Person.register(linsta.url, 'Alice')
  })
  afterAll(() => linsta.close())

  describe.each(routes)('%s %s', (method, path, isPublic) => {
    it(isPublic ? 'needs no token' : 'without a token: Missing or invalid token', async () => {
      const answer = await request(linsta.url, `${method} ${path}`)
      if (isPublic === undefined) expectProblem(answer, 401, 'Missing or invalid token')
      else expect([200, 400, 404]).toContain(answer.status)
    })

    it('with an invalid token: Invalid or expired token', async () => {
      expectProblem(
        await request(linsta.url, `${method} ${path}`, { token: 'nonsense' }),
        401,
        'Invalid or expired token',
      )
    })

    it('is known: no 404 of unknown paths', async () => {
      const unknown = await request(linsta.url, `${method} /api/no/such/route`, { token: alice.token })
      const answer = await request(linsta.url, `${method} ${path}`, { token: alice.token })
      expect({ status: answer.status, error: answer.body.error }).not.toEqual({
        status: 404,
        error: unknown.body.error,
      })
      expect(answer.status).toBeLessThan(500)
      if (answer.status >= 400) expectProblem(answer, answer.status)
    })
  })

  it.each(['/api', '/api/', '/api/no/such/route', '/api/chat', '/api/chat/rooms/x/y/z'])(
    'an unknown path (%s): a problem of 404, with a token or without',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        expectProblem(await request(linsta.url, `${method} ${path}`), 404)
        expectProblem(await request(linsta.url, `${method} ${path}`, { token: alice.token }), 404)
      }
    },
  )

  it.each(['/api/%E0%A4%A', '/api/chat/messages/%E0%A4%A', '/api/posts/%'])(
    'a path that cannot be decoded (%s): a problem of 400 or 404',
    async (path) => expectMalformed(await request(linsta.url, `GET ${path}`, { token: alice.token })),
  )

  it.each([
    ['PUT', '/api/chat/rooms'],
    ['PATCH', '/api/posts'],
    ['DELETE', '/api/notifications'],
  ])('a method that a route does not have (%s %s): a problem', async (method, path) => {
    const answer = await request(linsta.url, `${method} ${path}`, { token: alice.token })
    expect([404, 405]).toContain(answer.status)
    expectProblem(answer, answer.status)
  })

  it.each([
    'not-an-id',
    '%00',
    '..%2f..%2fetc%2fpasswd',
    "'%20OR%201=1--",
    '[object%20Object]',
    `${ID}0`,
    ID.slice(1),
    'x'.repeat(4_000),
    '%F0%9F%98%80',
  ])('malformed ids in paths are 400 or 404: %s', async (id) => {
    for (const [method, path] of routes) {
      if (!path.includes(ID) || path.includes('/users/status/')) continue
      const answer = await request(linsta.url, `${method} ${path.replaceAll(ID, id)}`, { token: alice.token })
      expect([400, 404], `${method} ${path}: ${answer.status}`).toContain(answer.status)
      expectProblem(answer, answer.status)
    }
  })

  it('query parameters that are repeated or nested are refused, or taken, but never fail', async () => {
    for (const query of ['limit=1&limit=2', 'limit[]=1', 'limit[a]=1', 'skip=1e9', 'limit=99999999999999999999']) {
      for (const path of ['/api/notifications', '/api/posts', '/api/events']) {
        const answer = await alice.get(`${path}?${query}`)
        expect([200, 400], `${path}?${query}`).toContain(answer.status)
        if (answer.status === 400) expectProblem(answer, 400)
      }
    }
  })
})
