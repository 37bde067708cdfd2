import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Identity } from '../../tokens.ts'
import type { CallQueue } from './callQueue.ts'
import type { Connection } from './connection.ts'
import { createAnswerFrame, createEventFrame, type Frame } from './encoding.ts'

/** What one connection may leave unread in the server's memory before it is cut (P10). */
const UNREAD_MAX = 1024 * 1024 // bytes

/** What may wait to be read while the next call is handled: small answers need not be waited for. */
const UNREAD_AT_EASE = 64 * 1024 // bytes

/** Parts of Engine.IO that its types keep to themselves: what it has not handed to the transport, and `ws`'s socket. */
type EngineConnection = {
  writeBuffer: unknown[]
  transport: { socket?: { bufferedAmount: number } }
  write(packet: string, options: Frame['options']): void
}

/** A connection that Socket.IO carries. */
export class SocketConnection implements Connection {
  readonly userId: string
  expiresAt: number
  wantsNotifications = true
  isInSync = false
  queue: CallQueue | undefined
  #audiences: Set<string> | undefined
  readonly #socket: Socket
  readonly #logger: Logger
  /** Bytes handed over since Engine.IO last had nothing waiting: what a client that polls has not fetched. */
  #waiting = 0
  /** One for all answers that wait for it. */
  #drained: Promise<void> | undefined

  constructor(socket: Socket, { userId, expiresAt }: Identity, logger: Logger) {
    this.#socket = socket
    this.#logger = logger
    this.userId = userId
    this.expiresAt = expiresAt
  }

  /** Made when it is asked for: an idle connection hears nothing but what is its user's. */
  get audiences(): Set<string> {
    this.#audiences ??= new Set()
    return this.#audiences
  }

  get id(): string {
    return this.#socket.id
  }

  send(frame: Frame): void {
    const isRead = this.#conn.writeBuffer.length === 0
    this.#waiting = frame.packet.length + (isRead ? 0 : this.#waiting)
    this.#conn.write(frame.packet, frame.options)
    if (!isRead) this.cutIfSlow()
  }

  emit(name: string, payload: object): void {
    this.send(createEventFrame(name, payload))
  }

  /**
   * Answers a call by Socket.IO's number of it. A promise resolves when the answer has gone to the transport, which
   * takes the next one when it is rid of the last: whoever asks and does not read waits, and holds an answer or two and
   * not all that they asked for.
   */
  answer(callId: number, outcome: object): Promise<void> | undefined {
    this.send(createAnswerFrame(callId, outcome))
    const { conn } = this.#socket
    if (this.#waiting <= UNREAD_AT_EASE || conn.readyState !== 'open') return undefined
    this.#drained ??= new Promise((resolve) => {
      const left = () => {
        conn.off('drain', left)
        conn.off('close', left)
        this.#drained = undefined
        resolve()
      }
      conn.on('drain', left)
      conn.on('close', left)
    })
    return this.#drained
  }

  /** Closes the transport, and never by Socket.IO's own `disconnect()`: stock clients come back, and resume. */
  cutIfSlow(): void {
    if (this.#conn.writeBuffer.length === 0) this.#waiting = 0
    const unread = this.#waiting + (this.#conn.transport.socket?.bufferedAmount ?? 0)
    if (unread <= UNREAD_MAX || this.#socket.conn.readyState !== 'open') return
    this.#logger.warn({ userId: this.userId, unreadBytes: unread }, 'a connection that does not read was closed')
    this.#socket.conn.close(true)
  }

  get #conn(): EngineConnection {
    return this.#socket.conn as unknown as EngineConnection
  }
}
