import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

/** One event as a stock client received it: its name and first argument. */
export type ReceivedEvent = { event: string; payload: any }

/** An answer of the REST interface, its body parsed if it is JSON. */
type Answer = { status: number; headers: Headers; body: any }

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
    const answer = await request(url, 'POST', '/api/auth/register', { body: { name, email, password: 'correct horse' } })
    if (answer.status !== 201) throw new Error(`register: ${answer.status} ${JSON.stringify(answer.body)}`)
    return new Person(url, { ...answer.body.user, token: answer.body.token })
  }

  get(path: string): Promise<Answer> {
    return request(this.url, 'GET', path, { token: this.token })
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return request(this.url, 'POST', path, { token: this.token, body })
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return request(this.url, 'PUT', path, { token: this.token, body })
  }

  delete(path: string): Promise<Answer> {
    return request(this.url, 'DELETE', path, { token: this.token })
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
  call(event: string, payload?: unknown): Promise<any> {
    return this.socket.timeout(10_000).emitWithAck(event, payload)
  }

  /** The payloads of every `event` received so far, in the order of arrival. */
  all(event: string): any[] {
    return this.received.filter((one) => one.event === event).map((one) => one.payload)
  }

  /** Resolves with the payloads of `event` once `count` of them have arrived; rejects after 10 s. */
  waitFor(event: string, count = 1): Promise<any[]> {
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

/** One REST call as any HTTP client would make it. */
export async function request(
  url: string,
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { token, body, headers = {} } = options
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}
