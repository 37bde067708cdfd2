import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { anId, expectProblem } from './shapes.ts'

const BODY_MAX = 64 * 1024 // bytes

describe('bodies', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
  })
  afterAll(() => linsta.close())

  const post = (path: string, rawBody: string | Uint8Array<ArrayBuffer>, contentType?: string) =>
    request(linsta.url, `POST ${path}`, {
      token: alice.token,
      rawBody,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    })
  const openRoom = () => JSON.stringify({ otherUserId: bob.id })

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'text/plain;charset=UTF-8',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'not a content type',
  ])('valid JSON is accepted as %s', async (contentType) => {
    expect(await post('/api/chat/rooms', openRoom(), contentType)).toMatchObject({
      status: 200,
      body: { chatRoomId: anId, participants: [alice.id, bob.id] },
    })
  })

  it('valid JSON is accepted where no type is declared', async () => {
    const answer = await post('/api/chat/rooms', new TextEncoder().encode(openRoom()))
    expect(answer).toMatchObject({ status: 200, body: { chatRoomId: anId } })
  })

  it('an empty body with a JSON type is no error where no field is needed', async () => {
    const chatRoomId = await alice.roomWith(bob)
    const { body } = await bob.post('/api/posts', { caption: 'first light' })
    expect(await post(`/api/chat/rooms/${chatRoomId}/read`, '', 'application/json')).toMatchObject({ status: 200 })
    expect(await post(`/api/posts/${body._id}/like`, '', 'application/json')).toMatchObject({ status: 201 })
    const headers = { 'content-type': 'application/json' }
    const unlike = await request(linsta.url, `DELETE /api/posts/${body._id}/like`, { token: alice.token, headers })
    expect(unlike).toMatchObject({ status: 200 })
    const markAll = await request(linsta.url, 'PUT /api/notifications/mark-all/read', {
      token: alice.token,
      headers,
    })
    expect(markAll).toMatchObject({ status: 200 })
  })

  it('an empty body lacks the fields that are needed', async () => {
    expectProblem(await post('/api/chat/rooms', '', 'application/json'), 400, 'otherUserId is required')
    expectProblem(await alice.post('/api/chat/rooms'), 400, 'otherUserId is required')
    expectProblem(await alice.post('/api/auth/login'), 400, 'Missing required fields')
  })

  it.each(['{', '{"otherUserId":', 'otherUserId=1', 'null', '[]', '"text"', '7', 'true', '{"a":1}}', '\u0000'])(
    'what is no JSON object (%j): 400, without a word of the parser',
    async (rawBody) => {
      for (const contentType of ['application/json', 'application/x-www-form-urlencoded']) {
        const answer = await post('/api/chat/rooms', rawBody, contentType)
        expectProblem(answer, 400)
        expect(JSON.stringify(answer.body)).not.toMatch(/unexpected|position|SyntaxError|\bat \//i)
      }
    },
  )

  it('64 KiB are taken, and more is refused with 413', async () => {
    const body = (bytes: number) => {
      const start = `{"otherUserId":"${bob.id}","padding":"`
      return `${start}${'x'.repeat(bytes - start.length - 2)}"}`
    }
    expect(Buffer.byteLength(body(BODY_MAX))).toBe(BODY_MAX)
    expect((await post('/api/chat/rooms', body(BODY_MAX), 'application/json')).status).toBe(200)
    expectProblem(await post('/api/chat/rooms', body(BODY_MAX + 1), 'application/json'), 413)
    expectProblem(await post('/api/chat/rooms', body(10 * BODY_MAX), 'application/x-www-form-urlencoded'), 413)
  })

  it('fields named __proto__ and constructor change nothing', async () => {
    const rawBody = `{"otherUserId":"${bob.id}","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}`
    expect((await post('/api/chat/rooms', rawBody, 'application/json')).status).toBe(200)
    expect((await post('/api/chat/rooms', '{"__proto__":{"otherUserId":"x"}}', 'application/json')).status).toBe(400)
  })
})
