import { errorCatalogue, type RouteName, routes } from '@linsta/protocol'
import { type Answer, Person, request, ServerProcess } from '@linsta/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenJson, jsonText, objectText, urlText } from './hostile.ts'
import { expectSurvived, INNER_WORDS } from './survivor.ts'

const RUNS = 60 // of each route, about a millisecond each
/** What deletes comes last, so that the others find what they ask for. */
const names = (Object.keys(routes) as RouteName[]).sort(
  (one, other) => Number(/^delete/.test(one)) - Number(/^delete/.test(other)),
)
const fieldsOf = (schema: unknown) => Object.keys((schema as { shape: object }).shape)

describe('[P9] no request stops the server', () => {
  let server: ServerProcess
  let pid: number
  let ann: Person
  /** JSON of values that are good, by the name of their field or parameter. */
  let good: Map<string, string>
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off' } })
    pid = server.pid
    ann = await Person.register(server.url, 'Ann')
    const bob = await Person.register(server.url, 'Bob')
    const chatRoomId = await ann.roomWith(bob)
    const message = await bob.post('/api/chat/messages', { chatRoomId, text: 'hello' })
    const post = await ann.post('/api/posts', { caption: 'hello' })
    const event = await ann.post('/api/events', { title: 'hello' })
    const comment = await bob.post(`/api/posts/${post.body._id}/comment`, { text: 'hello' })
    const values = {
      ...{ chatRoomId, otherUserId: bob.id, userId: bob.id, messageId: message.body._id, replyTo: message.body._id },
      ...{ id: post.body._id, postId: post.body._id, eventId: event.body._id, commentId: comment.body._id },
      ...{ text: 'hello', caption: 'hello', title: 'hello', name: 'Cem', email: ann.email, password: 'correct horse' },
      ...{ media: [{ url: '/a.jpg', type: 'image' }], date: '2030-01-01', limit: '5', skip: '0', isOnline: true },
    }
    good = new Map(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
  })
  afterAll(() => server.remove())

  function expectAnswered(answer: Answer, name: RouteName, what: string): void {
    if (answer.status === 431) return // too long for Node, which answers by itself
    expect(answer.status, what).toBeLessThan(500)
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    expect(text, what).not.toMatch(INNER_WORDS)
    if (answer.status < 300) {
      // What was let through was understood: the answer is what the protocol promises.
      const promised = routes[name].answer.safeParse(answer.body)
      expect(promised.error?.message, what).toBeUndefined()
      return
    }
    expect(answer.headers.get('content-type'), what).toMatch(/^application\/problem\+json/)
    expect(Object.keys(errorCatalogue), what).toContain(answer.body.code)
    expect(answer.body, what).toMatchObject({ status: answer.status, error: expect.stringMatching(/./) })
  }

  /** A good value of a parameter of a path or a query. */
  const plain = (name: RouteName, param: string) => {
    const isEvents = param === 'id' && routes[name].feature === 'events'
    return String(JSON.parse(good.get(isEvents ? 'eventId' : param) ?? '"a"'))
  }

  it.each(names)('[P9] %s', async (name) => {
    const { method, path, params, query, body } = routes[name]
    const oneParam = (param: string) => fc.oneof({ weight: 3, arbitrary: fc.constant(plain(name, param)) }, urlText)
    const pathText = fc
      .tuple(...fieldsOf(params).map(oneParam))
      .map((values) => values.reduce((filled, value) => filled.replace(/:\w+/, () => value), path as string))
    const oneQuery = fc
      .constantFrom(...fieldsOf(query), 'other', '__proto__', 'limit[]', 'limit[a][b]')
      .chain((field) => fc.oneof(fc.constant(plain(name, field)), urlText).map((value) => `${field}=${value}`))
    const queryText = fc
      .array(oneQuery, { maxLength: 4 })
      .map((parts) => (parts.length === 0 ? '' : `?${parts.join('&')}`))
    const bodyText = fc.oneof(
      { weight: 6, arbitrary: objectText(fieldsOf(body), good) },
      { weight: 1, arbitrary: jsonText },
      { weight: 1, arbitrary: brokenJson },
    )
    const contentType = fc.constantFrom(
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'a/b; c=d',
    )

    await fc.assert(
      fc.asyncProperty(pathText, queryText, bodyText, contentType, async (...[at, search, rawBody, type]) => {
        const answer = await request(server.url, `${method} ${at}${search}`, {
          token: ann.token,
          headers: { 'content-type': type },
          ...(method === 'GET' ? {} : { rawBody }),
        })
        expectAnswered(answer, name, `${method} ${at}${search} ${rawBody.slice(0, 200)}`)
      }),
      { numRuns: RUNS },
    )
    await expectSurvived(server, pid)
  })

  it('[P9] headers of any kind', async () => {
    const header = fc.string({
      unit: fc
        .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa1, max: 0xff }))
        .map((unit) => String.fromCharCode(unit)),
    })
    const names = [
      'authorization',
      'origin',
      'accept',
      'content-type',
      'content-encoding',
      'x-forwarded-for',
      'range',
      'cookie',
    ]
    const headers = fc.dictionary(fc.constantFrom(...names), header, { noNullPrototype: true })
    await fc.assert(
      fc.asyncProperty(headers, fc.constantFrom('', 'Bearer ', 'bearer  '), async (sent, scheme) => {
        const { authorization } = sent
        const authorized = authorization === undefined ? sent : { ...sent, authorization: scheme + authorization }
        const answer = await request(server.url, 'POST /api/chat/rooms', { headers: authorized, rawBody: '{}' })
        expectAnswered(answer, 'openRoom', JSON.stringify(authorized))
      }),
      { numRuns: 200 },
    )
    await expectSurvived(server, pid)
  })
})
