import type { Server as HttpServer } from 'node:http'
import { connectRefusals, LinstaError } from '@linsta/protocol'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Clock } from '../../ports/clock.ts'
import type { Scheduler } from '../../ports/scheduler.ts'
import type { Authentication } from '../authentication.ts'
import type { IsOriginAllowed } from '../origins.ts'
import type { Ack, Connections } from './createConnections.ts'
import { createFlushTogether } from './flushTogether.ts'
import { SocketConnection } from './socketConnection.ts'

const PAYLOAD_MAX = 64 * 1024 // bytes of one packet
const HANDSHAKE_MAX_MS = 5_000
const PING_PERIOD_MS = 10_000
const PING_GRACE_MS = 8_000 // a half-open socket is found within 18 s, of the 20 s that P7 allows
/** Who answered no ping for so long and is closed then was gone for most of it: no grace is left to give (P7). */
const SILENT_MS = PING_PERIOD_MS + 4_000
const SWEEP_MS = 1_000
const CLOSE_GRACE_MS = 1_000 // for a client to take what is under way, and the end of the connection
const RETRY_SPREAD_MS = 10_000 // clients of a stopping server come back at random within it

/** When an Engine.IO connection was opened or last answered a ping, in milliseconds since 1970. */
type HeardConnection = Socket['conn'] & { heardAt: number }
type LinstaSocket = Socket & { data: { connection: SocketConnection } }
/** A call as Socket.IO decodes it, of whatever a client sent; it has a number if the client waits for an answer. */
type CallPacket = { data?: unknown[]; id?: number }

export type SocketServer = {
  /** Ends every connection by closing its transport, spread over `spreadMs`, and lets go of the HTTP server. */
  close(spreadMs: number): Promise<void>
}

/** Serves Socket.IO on an HTTP server that somebody else listens with. */
export function attachSocketServer(
  httpServer: HttpServer,
  parts: {
    /** Below which it answers: `/socket.io`. */
    path: string
    /** The HTTP server serves others as well, whose WebSockets are theirs to answer or to end. */
    isGuest: boolean
    authentication: Authentication
    isOriginAllowed: IsOriginAllowed
    connections: Connections
    clock: Clock
    scheduler: Scheduler
    randomFraction(): number
    logger: Logger
  },
): SocketServer {
  const { connections, clock, scheduler } = parts
  let isClosing = false
  const server = new Server({
    path: parts.path,
    destroyUpgrade: !parts.isGuest,
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: PAYLOAD_MAX,
    connectTimeout: HANDSHAKE_MAX_MS,
    pingInterval: PING_PERIOD_MS,
    pingTimeout: PING_GRACE_MS,
    cors: { origin: true, credentials: true },
    allowRequest: (request, decide) => decide(null, !isClosing && parts.isOriginAllowed(request)),
  })
  const letGo = attachListeners(httpServer, () => void server.attach(httpServer))

  server.use((socket, next) => {
    parts.authentication.ofHandshake({ request: socket.request, token: socket.handshake.auth.token }).then(
      (identity) => {
        socket.data.connection = new SocketConnection(socket, identity, parts.logger)
        next()
      },
      (error) => {
        if (!(error instanceof LinstaError)) parts.logger.error({ err: error }, 'authentication failed')
        next(new Error(toRefusal(error)))
      },
    )
  })

  server.engine.on('connection', createFlushTogether())

  server.on('connection', (socket: LinstaSocket) => {
    forgetHandshake(socket)
    connections.connected(socket.data.connection)
    onHeartbeat.call(socket.conn as HeardConnection)
    socket.conn.on('heartbeat', onHeartbeat)
    socket.on('disconnect', onDisconnect)
    // In place of Socket.IO's own, which makes a function for each answer, takes a turn for each call, and has `onAny`
    // keep a list for each connection.
    Object.assign(socket, { onevent: onCall })
  })

  // One function for all: listeners are called on their socket.
  function onDisconnect(this: LinstaSocket, reason: string): void {
    const silentMs = clock.now() - (this.conn as HeardConnection).heardAt
    const isTimedOut = reason === 'ping timeout' || silentMs > SILENT_MS
    connections.closed(this.data.connection, isTimedOut ? 'timed_out' : 'closed')
  }
  function onHeartbeat(this: HeardConnection): void {
    this.heardAt = clock.now()
  }
  function onCall(this: LinstaSocket, { data: [name, payload] = [], id }: CallPacket): void {
    const { connection } = this.data
    if (typeof name !== 'string') return
    const ack: Ack | undefined = id === undefined ? undefined : (outcome) => connection.answer(id, outcome)
    connections.handle(connection, { name, payload, ack })
  }

  // One sweep by wall clock: timers per socket would overflow at 24.8 days.
  const sweep = scheduler.every(SWEEP_MS, () => {
    const now = clock.now()
    for (const socket of server.of('/').sockets.values() as Iterable<LinstaSocket>) {
      // A token that is no longer valid: the client must not come back by itself with the same one.
      if (socket.data.connection.expiresAt <= now) socket.disconnect(true)
      else socket.data.connection.cutIfSlow()
    }
  })

  return {
    async close(spreadMs) {
      isClosing = true
      sweep.cancel()
      const sockets = [...server.of('/').sockets.values()]
      for (const socket of sockets) {
        socket.emit('server_closing', { retryAfterMs: Math.floor(parts.randomFraction() * RETRY_SPREAD_MS) })
      }
      await closeSpread(sockets, spreadMs, scheduler)
      // Whoever was just connecting. The HTTP server is not ours to close.
      server.engine.close()
      letGo()
    },
  }
}

/** What the client is told. Whatever else went wrong inside stays inside. */
const toRefusal = (error: unknown): string =>
  error instanceof LinstaError && error.code === 'token_missing'
    ? connectRefusals.token_missing
    : connectRefusals.token_invalid

const EVENTS = ['request', 'upgrade', 'listening', 'close'] as const // of an HTTP server, that Engine.IO listens to

/**
 * Attaches by `attach`, which as Engine.IO does takes the place of the listeners to requests that it finds, and calls
 * them for what is not its own.
 * @returns what takes its listeners away again, and puts those it found back. Where another has taken the place of its
 * own by then, that one stays inside: it calls others for what is not its own.
 */
function attachListeners(httpServer: HttpServer, attach: () => void): () => void {
  const before = new Map(EVENTS.map((event) => [event, httpServer.rawListeners(event) as (() => void)[]]))
  attach()
  const added = EVENTS.map((event) => {
    const found = before.get(event) ?? []
    return [event, httpServer.rawListeners(event).filter((one) => !found.includes(one as () => void))] as const
  })
  return () => {
    for (const [event, listeners] of added) {
      const there = httpServer.rawListeners(event)
      if (event === 'request') {
        if (there.length !== 1 || there[0] !== listeners[0]) continue
        for (const found of before.get(event) ?? []) httpServer.on(event, found)
      }
      for (const listener of listeners) httpServer.removeListener(event, listener as () => void)
    }
  }
}

const NO_REQUEST = { headers: {}, rawHeaders: [], url: '', _query: {} }

/**
 * Lets go of what Socket.IO keeps of a connection's first request, headers and token: most of what an idle connection
 * would hold.
 * @see https://socket.io/docs/v4/memory-usage/
 */
function forgetHandshake(socket: Socket): void {
  // The room of its own that Socket.IO puts it into: nothing is sent by Socket.IO's rooms.
  void socket.leave(socket.id)
  // Engine.IO itself holds on to the request of a WebSocket until it closes: it is emptied as well.
  Object.assign(socket.request, NO_REQUEST)
  Object.assign(socket.conn, { request: null })
  Object.assign(socket, { handshake: null })
}

/** Closes transports a few at a time, so that not everybody comes back in the same moment. */
async function closeSpread(sockets: Socket[], spreadMs: number, scheduler: Scheduler): Promise<void> {
  const STEPS = 20
  const perStep = Math.ceil(sockets.length / STEPS)
  const closing: Promise<void>[] = []
  for (let index = 0; index < sockets.length; index += perStep) {
    closing.push(...sockets.slice(index, index + perStep).map((socket) => closeTransport(socket.conn, scheduler)))
    if (spreadMs > 0 && index + perStep < sockets.length) {
      await new Promise<void>((resolve) => scheduler.after(spreadMs / STEPS, resolve))
    }
  }
  await Promise.all(closing)
}

/** Parts of an Engine.IO connection that its types keep to themselves. */
type EngineTransport = { closeTimeout?: number; socket?: { terminate(): void } }

/** Resolves when the connection is gone: it is given a moment to hear of it, however dead it is. */
async function closeTransport(conn: Socket['conn'], scheduler: Scheduler): Promise<void> {
  if (conn.readyState === 'closed') return
  const transport = conn.transport as unknown as EngineTransport
  transport.closeTimeout = CLOSE_GRACE_MS // how long a client that polls is waited for; 30 s by itself
  await new Promise<void>((resolve) => {
    const grace = scheduler.after(CLOSE_GRACE_MS, () => {
      conn.close(true)
      transport.socket?.terminate() // `ws` would wait 30 s for the other side to agree
    })
    conn.once('close', () => {
      grace.cancel()
      resolve()
    })
    conn.close()
  })
}
