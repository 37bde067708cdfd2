import { once } from 'node:events'
import { connect } from 'node:net'
import { type Connection, Person, request, ServerProcess } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const CROWD = 24 // connections, more than are closed in one step of the spread
const RETRY_MAX_MS = 10_000

type Sent = { text: string; clientMessageId: string; ackedId: string | undefined }

/** Writes without pause while it is connected, and keeps what was acked and what was not. */
function writeOn(connection: Connection, chatRoomId: string, name: string): Sent[] {
  const sent: Sent[] = []
  const { socket } = connection
  const writeNext = () => {
    if (!socket.connected) return
    const message: Sent = {
      text: `${name} ${sent.length}`,
      clientMessageId: `${name}-${sent.length}`,
      ackedId: undefined,
    }
    sent.push(message)
    const { text, clientMessageId } = message
    socket.emit('send_message', { chatRoomId, text, clientMessageId }, (outcome: Outcome) => {
      if (outcome.ok) message.ackedId = outcome.message._id
      writeNext()
    })
  }
  for (let lane = 0; lane < 4; lane += 1) writeNext()
  return sent
}
type Outcome = { ok: true; message: { _id: string } } | { ok: false }

async function readAll(person: Person, chatRoomId: string): Promise<{ _id: string; text: string }[]> {
  const messages: { _id: string; text: string }[] = []
  for (let skip = 0; ; skip += 200) {
    const { body } = await person.get(`/api/chat/messages/${chatRoomId}?limit=200&skip=${skip}`)
    messages.unshift(...body)
    if (body.length < 200) return messages
  }
}

/** Resolves with the reason when a connection is lost. */
const lost = ({ socket }: Connection) =>
  new Promise<{ reason: string; comesBack: boolean }>((resolve) => {
    socket.once('disconnect', (reason) => resolve({ reason, comesBack: socket.active }))
  })

describe('a server that is told to stop', () => {
  let server: ServerProcess
  let people: Person[] = []
  beforeEach(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off' } })
  })
  afterEach(async () => {
    for (const person of people) person.leave()
    people = []
    await server.remove()
  })

  /** Two who write without pause, one of them by polling, and a crowd that listens. */
  async function gather() {
    people = await Promise.all([Person.register(server.url, 'Ann'), Person.register(server.url, 'Bob')])
    const [ann, bob] = people as [Person, Person]
    const chatRoomId = await ann.roomWith(bob)
    // Stock clients: they reconnect by themselves.
    const options = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 500 }
    const connections = await Promise.all(
      Array.from({ length: CROWD }, (_, index) =>
        (index % 2 === 0 ? ann : bob).connect({ ...options, transports: [index % 4 < 2 ? 'websocket' : 'polling'] }),
      ),
    )
    const sent = [0, 3].flatMap((index) => {
      const connection = connections[index]
      return connection === undefined ? [] : [writeOn(connection, chatRoomId, `writer ${index}`)]
    })
    await expect.poll(() => sent.every((one) => one.filter(({ ackedId }) => ackedId).length > 50)).toBe(true)
    return { ann, chatRoomId, connections, sent }
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '[P1] by %s: says that it closes, closes transports, ends with 0, and everybody is back after the next start',
    { timeout: 60_000 },
    async (signal) => {
      const { ann, chatRoomId, connections, sent } = await gather()
      const losses = connections.map(lost)
      const ended = server.kill(signal)
      // Not ready any more, while it still answers and writers still write.
      await expect.poll(async () => (await request(server.url, 'GET /readyz')).status, { interval: 10 }).toBe(503)
      expect((await request(server.url, 'GET /healthz')).status).toBe(200)
      process.kill(server.pid, signal) // once more, as somebody who presses Ctrl+C again
      expect(await ended).toBe(0)

      for (const loss of await Promise.all(losses)) {
        expect(loss).toEqual({ reason: expect.stringMatching(/^transport (close|error)$/), comesBack: true })
      }
      const retries = connections.map((connection) => connection.all('server_closing'))
      for (const retry of retries) {
        expect(retry).toHaveLength(1)
        expect(Number.isInteger(retry[0].retryAfterMs)).toBe(true)
        expect(retry[0].retryAfterMs).toBeGreaterThanOrEqual(0)
        expect(retry[0].retryAfterMs).toBeLessThan(RETRY_MAX_MS)
      }
      // Spread: not all at one time.
      expect(new Set(retries.map(([retry]) => retry.retryAfterMs)).size).toBeGreaterThan(CROWD / 3)

      await server.start()
      await expect.poll(() => connections.every(({ socket }) => socket.connected), { timeout: 20_000 }).toBe(true)
      const history = await readAll(ann, chatRoomId)
      const textsById = new Map(history.map(({ _id, text }) => [_id, text]))
      const acked = sent.flat().filter(({ ackedId }) => ackedId !== undefined)
      for (const { ackedId, text } of acked) expect(textsById.get(ackedId ?? '')).toBe(text)
      expect(new Set(history.map(({ text }) => text)).size).toBe(history.length)
      // And they go on where they were.
      const [first] = connections
      expect(await first?.call('send_message', { chatRoomId, text: 'back' })).toMatchObject({ ok: true })
    },
  )

  it('[P10] does not wait for clients that never finish what they began', async () => {
    const port = Number(new URL(server.url).port)
    const halves = [
      'POST /api/auth/login HTTP/1.1\r\nHost: linsta\r\nContent-Length: 100\r\n\r\n{',
      'GET /healthz HTTP/1.1\r\nHost: linsta\r\nX-Slow: ',
      'GET /healthz HTTP/1.1\r\nHost: linsta\r\n\r\n',
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: linsta\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ]
    const sockets = await Promise.all(
      halves.map(async (half) => {
        const socket = connect(port, '127.0.0.1').on('error', () => {})
        await once(socket, 'connect')
        socket.write(half)
        return socket
      }),
    )
    expect((await request(server.url, 'GET /healthz')).status).toBe(200) // behind what the sockets sent
    const started = performance.now()
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(performance.now() - started).toBeLessThan(15_000)
    for (const socket of sockets) socket.destroy()
  })

  it('finishes the requests that were under way', async () => {
    const ann = await Person.register(server.url, 'Ann')
    const slow = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8')
    await once(slow, 'connect')
    const body = JSON.stringify({ caption: 'begun before the stop' })
    slow.write(
      `POST /api/posts HTTP/1.1\r\nHost: linsta\r\nConnection: close\r\nAuthorization: Bearer ${ann.token}\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    )
    await ann.connect()
    const ended = server.kill('SIGTERM')
    // Its listener is closed: nobody new gets in, and this request is all that is left.
    await expect
      .poll(
        () =>
          fetch(`${server.url}/readyz`, { headers: { connection: 'close' } }).then(
            () => 'open',
            () => 'closed',
          ),
        { timeout: 10_000 },
      )
      .toBe('closed')
    slow.write(body.slice(10))
    const [answer] = await once(slow, 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    expect(await ended).toBe(0)
    await server.start()
    expect((await ann.get('/api/posts')).body).toMatchObject([{ caption: 'begun before the stop' }])
  })
})
