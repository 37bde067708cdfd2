import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem } from '../contract/shapes.ts'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

const BODY_MAX = 64 * 1024 // bytes, unpacked

describe('headers', () => {
  let linsta: RunningLinsta
  let ann: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ann = await Person.register(linsta.url, 'Ann')
  })
  afterAll(() => linsta.close())

  describe('of every answer', () => {
    it.each<[string, number, [call: string, options?: Parameters<typeof request>[2]]]>([
      ['the start page', 200, ['GET /']],
      ['health', 200, ['GET /healthz']],
      ['an answer', 200, ['GET /api/events']],
      ['a refusal', 401, ['GET /api/chat/rooms']],
      ['a malformed request', 400, ['POST /api/auth/login', { rawBody: '{' }]],
      ['a body that is too large', 413, ['POST /api/auth/login', { rawBody: ' '.repeat(BODY_MAX + 1) }]],
      [
        'a body that is no UTF-8',
        415,
        ['POST /api/auth/login', { rawBody: '{}', headers: { 'content-encoding': 'x' } }],
      ],
      ['a path that cannot be decoded', 400, ['GET /api/posts/%zz']],
      ['an unknown path', 404, ['GET /no/such/path']],
      ['a foreign origin', 403, ['GET /healthz', { headers: { origin: 'https://elsewhere.example' } }]],
      ['a preflight', 204, ['OPTIONS /api/posts', { headers: { origin: 'http://localhost:3000' } }]],
    ])('keep browsers safe: %s', async (_what, status, sentCall) => {
      const answer = await request(linsta.url, ...sentCall)
      expect(answer.status).toBe(status)
      const sent = (name: string) => answer.headers.get(name) ?? ''
      expect(sent('content-security-policy')).toMatch(/default-src '(self|none)'/)
      expect(sent('content-security-policy')).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/)
      expect(sent('x-content-type-options')).toBe('nosniff')
      expect(sent('x-frame-options')).toBe('SAMEORIGIN')
      expect(sent('strict-transport-security')).toMatch(/max-age=\d{7,}/)
      expect(sent('referrer-policy')).toBe('no-referrer')
      expect(sent('cross-origin-opener-policy')).toBe('same-origin')
      expect(answer.headers.has('x-powered-by')).toBe(false)
      expect(answer.headers.has('server')).toBe(false)
      if (status >= 400) expectProblem(answer, status)
    })
  })

  describe('of a body', () => {
    const json = JSON.stringify({ caption: 'packed' })
    const post = (rawBody: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
      request(linsta.url, 'POST /api/posts', { token: ann.token, rawBody, headers })

    it.each<[string, (text: string) => Uint8Array]>([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('packed by %s it is read, and is at most 64 KiB when unpacked', async (encoding, pack) => {
      const headers = { 'content-encoding': encoding }
      expect(await post(new Uint8Array(pack(json)), headers)).toMatchObject({
        status: 201,
        body: { caption: 'packed' },
      })
      const bomb = new Uint8Array(pack(`{"caption":"${'x'.repeat(5_000_000)}"}`))
      expect(bomb.length).toBeLessThan(BODY_MAX)
      expectProblem(await post(bomb, headers), 413)
      expectProblem(await post(new Uint8Array(pack(json)).slice(0, -5), headers), 400)
      expectProblem(await post(json, headers), 400)
    })

    it.each(['x', 'zip', 'gzip, gzip', 'identity, gzip'])(
      'in the encoding %j it is refused with 415',
      async (encoding) => {
        expectProblem(await post(json, { 'content-encoding': encoding }), 415, 'The body must be JSON in UTF-8')
      },
    )

    it.each(['latin1', 'shift_jis', 'nonsense'])('in the charset %s it is refused with 415', async (charset) => {
      const answer = await post(json, { 'content-type': `application/json; charset=${charset}` })
      expectProblem(answer, 415, 'The body must be JSON in UTF-8')
    })

    it('that is no UTF-8 is read without its broken characters, and never fails', async () => {
      const broken = Buffer.concat([Buffer.from('{"caption":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('b"}')])
      const answer = await post(new Uint8Array(broken), { 'content-type': 'application/json' })
      expect(answer.status).toBe(201)
      expect(answer.body.caption).toMatch(/^a\ufffd+b$/)
    })
  })
})
