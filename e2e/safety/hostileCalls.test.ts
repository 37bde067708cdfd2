import { errorCatalogue, type SocketCallName, socketCalls } from '@linsta/protocol'
import { Person, ServerProcess } from '@linsta/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenJson, jsonText, objectText } from './hostile.ts'
import { type Outcome, RawSocket } from './rawSocket.ts'
import { expectSurvived, INNER_WORDS } from './survivor.ts'

const RUNS = 150 // of each call, about a millisecond each
const FRAME_MAX = 64 * 1024 // bytes

describe('[P9] no call of a socket stops the server', () => {
  let server: ServerProcess
  let pid: number
  let ann: Person
  let good: Map<string, string>
  let socket: RawSocket
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off' } })
    pid = server.pid
    ann = await Person.register(server.url, 'Ann')
    const chatRoomId = await ann.roomWith(await Person.register(server.url, 'Bob'))
    const message = await ann.post('/api/chat/messages', { chatRoomId, text: 'hello' })
    const values = { chatRoomId, text: 'hello', replyTo: message.body._id, clientMessageId: null, limit: 5, skip: 0 }
    good = new Map(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
    socket = await RawSocket.open(server.url, ann.token)
  })
  afterAll(() => server.remove())

  function expectOutcome(outcome: Outcome | undefined, name: SocketCallName, what: string): void {
    expect(JSON.stringify(outcome), what).not.toMatch(INNER_WORDS)
    if (outcome?.ok) {
      const promised = socketCalls[name].answer.safeParse(outcome)
      expect(promised.error?.message, what).toBeUndefined()
      return
    }
    expect(outcome?.error.status, what).toBeLessThan(500)
    expect(outcome?.error, what).toMatchObject({ error: expect.stringMatching(/./) })
    expect(Object.keys(errorCatalogue), what).toContain(outcome?.error.code)
  }

  it.each(Object.keys(socketCalls) as SocketCallName[])('[P9] %s', async (name) => {
    const { payload } = socketCalls[name]
    const fields = 'shape' in payload ? Object.keys(payload.shape as object) : []
    const first = fc.oneof({ weight: 4, arbitrary: objectText(fields, good) }, { weight: 1, arbitrary: jsonText })
    // More arguments than the call has, or none; what stands where a callback would is none.
    const all = fc.oneof(
      { weight: 4, arbitrary: first.map((one) => [one]) },
      fc.tuple(first, jsonText, jsonText),
      fc.constant([]),
    )
    await fc.assert(
      fc.asyncProperty(all, async (texts) => {
        fc.pre(texts.join().length < FRAME_MAX / 4) // bytes
        const what = `${name} ${texts.join().slice(0, 200)}`
        expectOutcome(await socket.call(name, ...texts), name, what)
        // Without a callback it is told by an event, and the next call is answered as ever.
        socket.send(`42[${[JSON.stringify(name), ...texts].join()}]`)
        expect(await socket.call('subscribe_notifications'), what).toEqual({ ok: true })
      }),
      { numRuns: RUNS },
    )
    await expectSurvived(server, pid)
  })

  it('[P9] calls that nobody knows are ignored', async () => {
    const names = ['user_typing', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'error', 'connection', '']
    const name = fc.oneof(
      fc.constantFrom(...names.map((one) => JSON.stringify(one))),
      fc.constantFrom('0', '1e3', '-1'),
    )
    await fc.assert(
      fc.asyncProperty(name, fc.array(jsonText, { maxLength: 2 }), async (called, texts) => {
        fc.pre(texts.join().length < FRAME_MAX / 4)
        socket.send(`4299[${[called, ...texts].join()}]`)
        expect(await socket.call('subscribe_notifications'), called).toEqual({ ok: true })
      }),
      { numRuns: RUNS },
    )
    await expectSurvived(server, pid)
  })

  it('[P9] frames that are no calls: the connection is dropped, or goes on', async () => {
    const prefix = fc.constantFrom(
      ...['', '0', '1', '2', '2probe', '3', '4', '5', '6', '9', 'b', '40', '41', '42', '43', '44', '45', '46', '49'],
      ...[
        '40/',
        '40/admin,',
        '42/,',
        '42/__proto__,',
        '42//,1',
        '421',
        '42-1',
        '4299999999999999999999',
        '431',
        '43-1',
      ],
      ...[
        '451-',
        '450-',
        '45-1-',
        '4599999999999-',
        '45a-',
        '461-',
        '451-/,',
        '51-',
        '42["',
        '42{"',
        '42[[',
        '4210["join_room",',
      ],
    )
    const frame = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(prefix, fc.oneof(jsonText, brokenJson, fc.constant(''))).map((parts) => parts.join('')),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)) },
      { weight: 1, arbitrary: fc.constant('x'.repeat(FRAME_MAX + 1)) },
    )
    const kinds = fc.constantFrom('before it is connected', 'after it is connected', 'with a token that is none')
    const outcomes = { lived: 0, dropped: 0 }
    await fc.assert(
      fc.asyncProperty(kinds, fc.array(frame, { minLength: 1, maxLength: 5 }), async (kind, frames) => {
        const raw = await RawSocket.open(server.url, kind === 'after it is connected' ? ann.token : undefined)
        if (kind === 'with a token that is none') await raw.connect('nonsense')
        for (const one of frames) raw.send(one)
        // Answered or hung up: either way it is settled, which is all that is asked here.
        if (kind === 'after it is connected') await raw.call('subscribe_notifications')
        else await raw.connect(ann.token)
        outcomes[raw.isOpen ? 'lived' : 'dropped'] += 1
        raw.close()
      }),
      { numRuns: 300 },
    )
    expect(outcomes.lived).toBeGreaterThan(0)
    expect(outcomes.dropped).toBeGreaterThan(0)
    await expectSurvived(server, pid)
    // And a well-behaved one finds everything as it was.
    expect(await socket.call('join_room', `{"chatRoomId":${good.get('chatRoomId')}}`)).toEqual({ ok: true })
  })

  it('[P10] a frame beyond 64 KiB drops its own connection, and one below is read', async () => {
    const raw = await RawSocket.open(server.url, ann.token)
    const room = good.get('chatRoomId')
    const padded = (bytes: number) => `{"chatRoomId":${room},"padding":"${'x'.repeat(bytes - 100)}"}`
    expect(await raw.call('join_room', padded(FRAME_MAX))).toEqual({ ok: true })
    expect(await raw.call('join_room', padded(FRAME_MAX + 200))).toBeUndefined()
    expect(raw.isOpen).toBe(false)
    await expectSurvived(server, pid)
  })

  it('[P9] handshakes with anything in them are let in by a good token alone', async () => {
    const auth = fc.oneof(objectText(['token', 'userId', 'sid'], new Map()), jsonText, brokenJson)
    await fc.assert(
      fc.asyncProperty(auth, async (text) => {
        fc.pre(text.length < FRAME_MAX / 4)
        const raw = await RawSocket.open(server.url)
        raw.send(`40${text}`)
        const frame = await raw.waitFor((one) => /^4[04]/.test(one))
        // No answer: it was no packet, and the server hung up.
        expect(frame ?? '44{"message":"Invalid token"}', text.slice(0, 200)).toMatch(
          /^44(\/[^,]*,)?\{"message":"(No authentication token provided|Invalid token|Invalid namespace)"\}$/,
        )
        raw.close()
      }),
      { numRuns: 200 },
    )
    await expectSurvived(server, pid)
  })
})
