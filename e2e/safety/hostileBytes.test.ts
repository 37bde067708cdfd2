import { connect } from 'node:net'
import { Person, request, ServerProcess } from '@linsta/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenJson, jsonText, urlText } from './hostile.ts'
import { expectSurvived, INNER_WORDS } from './survivor.ts'

const HANGUP_MAX_MS = 10_000

const UPGRADE =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: linsta\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

describe('[P9] no bytes stop the server', () => {
  let server: ServerProcess
  let pid: number
  let ann: Person
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off' } })
    pid = server.pid
    ann = await Person.register(server.url, 'Ann')
  })
  afterAll(() => server.remove())

  /** Writes chunks, says that no more come, and resolves with all that came back once the server hung up. */
  async function exchange(chunks: readonly Uint8Array[]): Promise<string> {
    const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
    let answered = ''
    socket.setEncoding('latin1').on('data', (data) => {
      answered += data
    })
    let isLate = false
    socket.setTimeout(HANGUP_MAX_MS, () => {
      isLate = true
      socket.destroy()
    })
    // A server that has had enough resets the connection: an error is an end as good as any.
    const closed = new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()))
    for (const chunk of chunks) socket.write(chunk)
    socket.end()
    await closed
    expect(isLate, 'the server did not hang up').toBe(false)
    return answered
  }

  const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => new Uint8Array(some))
  const ascii = (text: string) => Buffer.from(text, 'latin1')

  it('[P9] in place of a request', async () => {
    const line = fc.constantFrom(
      ...[
        'GET / HTTP/1.1\r\n',
        'GET  HTTP/9.9\r\n',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        'CONNECT a:1 HTTP/1.1\r\n\r\n',
      ],
      ...[
        'POST /api/posts HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'OPTIONS * HTTP/1.1\r\n\r\n',
      ],
      ...[
        'POST /api/posts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
        'GET http://a/ HTTP/1.1\r\n\r\n',
      ],
      ...[
        'GET /socket.io/ HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
        `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
      ],
      ...['GET /healthz HTTP/1.1\r\nHost: \x00\r\n\r\n'],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line.map(ascii), bytes), { minLength: 1, maxLength: 3 }), async (chunks) => {
        const answered = await exchange(chunks)
        expect(answered).not.toMatch(/^HTTP\/1\.1 5/)
        expect(answered).not.toMatch(INNER_WORDS)
      }),
      { numRuns: 150 },
    )
    // Nobody takes this upgrade: it is dropped a second later.
    await exchange([ascii(UPGRADE.replace('/socket.io/', '/elsewhere/'))])
    await expectSurvived(server, pid)
  })

  it('[P9] in place of websocket frames', async () => {
    const frame = fc
      .record({ start: fc.nat(255), length: fc.constantFrom(0, 5, 125, 126, 127, 128, 254, 255), rest: bytes })
      .map(({ start, length, rest }) => Buffer.concat([Buffer.from([start, length]), rest]))
    const lengthOfAges = Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
    const frames = fc.array(fc.oneof(frame, bytes, fc.constant(lengthOfAges)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(frames, async (chunks) => {
        expect(await exchange([ascii(UPGRADE), ...chunks])).toMatch(/^HTTP\/1\.1 101 /)
      }),
      { numRuns: 150 },
    )
    await expectSurvived(server, pid)
  })

  it('[P9] in place of what a polling client says', async () => {
    const polling = '/socket.io/?EIO=4&transport=polling'
    const packets = fc
      .array(
        fc.oneof(jsonText, brokenJson, fc.constantFrom('40', '41', '42["join_room"]', '6', 'b4', 'bAAAA', '4', '1')),
      )
      .map((parts) => parts.join('\x1e').slice(0, 60_000))
    const outcomes = new Set<number>()
    await fc.assert(
      fc.asyncProperty(packets, fc.boolean(), async (rawBody, connects) => {
        const { body } = await request(server.url, `GET ${polling}`)
        const sid = JSON.parse(String(body).slice(1)).sid
        const say = (text: string) => request(server.url, `POST ${polling}&sid=${sid}`, { rawBody: text })
        if (connects) await say(`40${JSON.stringify({ token: ann.token })}`)
        const { status } = await say(rawBody)
        outcomes.add(status)
        expect(status).toBeLessThan(500)
        await say('1') // leaves
      }),
      { numRuns: 100 },
    )
    expect([...outcomes]).toContain(200)
    await expectSurvived(server, pid)
  })

  it('[P9] in the query of a handshake', async () => {
    const parameter = fc.tuple(
      fc.constantFrom('EIO', 'transport', 'sid', 'j', 'b64', 't', '__proto__', 'sid[]', 'token'),
      urlText,
    )
    const query = fc
      .array(
        parameter.map((pair) => pair.join('=')),
        { maxLength: 4 },
      )
      .map((parts) => parts.join('&'))
    const start = fc.constantFrom(
      '',
      'EIO=4&transport=polling&',
      'EIO=3&transport=polling&',
      'EIO=4&transport=websocket&',
    )
    await fc.assert(
      fc.asyncProperty(start, query, fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'), async (begun, more, method) => {
        const answer = await request(server.url, `${method} /socket.io/?${begun}${more}`)
        expect(answer.status, begun + more).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
    await expectSurvived(server, pid)
  })
})
