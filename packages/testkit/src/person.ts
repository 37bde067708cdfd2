import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { signToken } from './signToken.ts'

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire is asserted on by tests, not typed before.
export type WireData = any

/** One event as a stock client received it: its name and first argument. */
export type ReceivedEvent = { event: string; payload: WireData }

/** An answer of the REST interface, its body parsed if it is JSON. */
export type Answer = { status: number; headers: Headers; body: WireData }

let registered = 0

/** Somebody with an account who uses Linsta by `fetch` and stock Socket.IO clients only: nothing of ours is imported. */
export class Person {
  readonly #sockets: Socket[] = []
  readonly url: string
  readonly id: string
  readonly name: string
  readonly email: string
  readonly token: string

  constructor(url: string, account: { id: string; name: string; email: string; token: string }) {
    this.url = url
    this.id = account.id
    this.name = account.name
    this.email = account.email
    this.token = account.token
  }

  /** Registers a new account over REST; the email is unique in this process. */
  static async register(url: string, name: string): Promise<Person> {
    const email = `${name.toLowerCase().replace(/[^a-z]/g, '') || 'person'}.${process.pid}.${++registered}@example.org`
    const answer = await request(url, 'POST /api/auth/register', {
      body: { name, email, password: 'correct horse' },
    })
    if (answer.status !== 201) throw new Error(`register: ${answer.status} ${JSON.stringify(answer.body)}`)
    return new Person(url, { ...answer.body.user, token: answer.body.token })
  }

  /** Somebody of a host app: a token under the shared secret, no account. Any string is an id there. */
  static minted(url: string, id: string, secret: string): Person {
    const now = Math.floor(Date.now() / 1000)
    const token = signToken({ userId: id, iat: now, exp: now + 3_600 }, secret)
    return new Person(url, { id, name: '', email: '', token })
  }

  get(path: string): Promise<Answer> {
    return request(this.url, `GET ${path}`, { token: this.token })
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return request(this.url, `POST ${path}`, { token: this.token, body })
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return request(this.url, `PUT ${path}`, { token: this.token, body })
  }

  delete(path: string): Promise<Answer> {
    return request(this.url, `DELETE ${path}`, { token: this.token })
  }

  /** The direct room with somebody, created if it is not there: its `chatRoomId`. */
  async roomWith(other: Person): Promise<string> {
    const answer = await this.post('/api/chat/rooms', { otherUserId: other.id })
    if (answer.status !== 200) throw new Error(`rooms: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body.chatRoomId
  }

  /**
   * Connects a stock client and resolves when it is connected. `options` default to websocket alone and no
   * reconnection. Every event that arrives is kept, in order, in `received`.
   */
  async connect(options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Connection> {
    const socket = io(this.url, {
      auth: { token: this.token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    })
    this.#sockets.push(socket)
    const connection = new Connection(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
      // The way is gone before the server has answered: stock clients say so by no `connect_error`.
      socket.once('disconnect', (reason) => reject(new Error(`Disconnected before it was connected: ${reason}`)))
    })
    return connection
  }

  /** Closes every socket this person opened. */
  leave(): void {
    for (const socket of this.#sockets.splice(0)) socket.close()
  }
}

/** A stock client's socket that remembers what it received. */
export class Connection {
  readonly received: ReceivedEvent[] = []
  readonly socket: Socket
  readonly #waiting = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.onAny((event: string, payload: unknown) => {
      this.received.push({ event, payload })
      for (const look of [...this.#waiting]) look()
    })
  }

  /** Emits without an acknowledgement, as first-generation clients do. */
  emit(event: string, ...payload: unknown[]): void {
    this.socket.emit(event, ...payload)
  }

  /** Emits and resolves with the acknowledgement; rejects if none came within 10 s. */
  call(event: string, payload?: unknown): Promise<WireData> {
    return this.socket.timeout(10_000).emitWithAck(event, payload)
  }

  /** The payloads of every `event` received so far, in the order of arrival. */
  all(event: string): WireData[] {
    return this.received.filter((one) => one.event === event).map((one) => one.payload)
  }

  /** Resolves with the payloads of `event` once `count` of them have arrived; rejects after 10 s. */
  waitFor(event: string, count = 1): Promise<WireData[]> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const payloads = this.all(event)
        if (payloads.length < count) return
        this.#waiting.delete(look)
        clearTimeout(timer)
        resolve(payloads)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`${count} × ${event} expected, ${this.all(event).length} came in 10 s`))
      }, 10_000)
      this.#waiting.add(look)
      look()
    })
  }

  /**
   * Resolves once the server has handled everything this socket sent, and everything it was sent before has
   * arrived: calls of one socket are handled in order, so the answer to one more call is behind them all.
   */
  async settled(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.once('notification_subscribed', () => resolve())
      this.socket.emit('subscribe_notifications')
    })
  }

  close(): void {
    this.socket.close()
  }
}

/**
 * One REST call as any HTTP client would make it.
 * @param call method and path: `GET /healthz`
 * @param options.rawBody sent as it is, instead of `body` as JSON; bytes declare no content type by themselves
 */
export async function request(
  url: string,
  call: string,
  options: {
    token?: string
    body?: unknown
    rawBody?: string | Uint8Array<ArrayBuffer>
    headers?: Record<string, string>
  } = {},
): Promise<Answer> {
  const { token, body, rawBody, headers = {} } = options
  const [method = '', path = ''] = call.split(/ (.*)/s)
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(rawBody === undefined ? {} : { body: rawBody }),
  })
  const text = await response.text()
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}
