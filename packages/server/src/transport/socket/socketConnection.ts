import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Identity } from '../../tokens.ts'
import type { Connection } from './connection.ts'
import { createFrame, type Frame } from './encoding.ts'

/** What one connection may leave unread in the server's memory before it is cut (P10). */
const UNREAD_MAX = 1024 * 1024 // bytes

/** Parts of Engine.IO that its types keep to themselves: what it has not handed to the transport, and `ws`'s socket. */
type EngineConnection = { writeBuffer: unknown[]; transport: { socket?: { bufferedAmount: number } } }

/** A connection that Socket.IO carries. */
export class SocketConnection implements Connection {
  readonly audiences = new Set<string>()
  readonly userId: string
  expiresAt: number
  wantsNotifications = true
  isInSync = false
  readonly #socket: Socket
  readonly #logger: Logger
  /** Bytes handed over since Engine.IO last had nothing waiting: what a client that polls has not fetched. */
  #waiting = 0

  constructor(socket: Socket, { userId, expiresAt }: Identity, logger: Logger) {
    this.#socket = socket
    this.#logger = logger
    this.userId = userId
    this.expiresAt = expiresAt
  }

  get id(): string {
    return this.#socket.id
  }

  send(frame: Frame): void {
    const { client } = this.#socket
    if (this.#conn.writeBuffer.length === 0) this.#waiting = 0
    this.#waiting += frame.packets[0].length
    // @ts-expect-error: Socket.IO's adapters broadcast by `writeToEngine`; only its types are private.
    client.writeToEngine(frame.packets, frame.options)
    this.cutIfSlow()
  }

  emit(name: string, payload: object): void {
    this.send(createFrame(name, payload))
  }

  /** Closes the transport, and never by Socket.IO's own `disconnect()`: stock clients come back, and resume. */
  cutIfSlow(): void {
    const unread = this.#waiting + (this.#conn.transport.socket?.bufferedAmount ?? 0)
    if (unread <= UNREAD_MAX || this.#socket.conn.readyState !== 'open') return
    this.#logger.warn({ userId: this.userId, unreadBytes: unread }, 'a connection that does not read was closed')
    this.#socket.conn.close(true)
  }

  get #conn(): EngineConnection {
    return this.#socket.conn as unknown as EngineConnection
  }
}
