import type { Server as HttpServer } from 'node:http'
import { connectRefusals, LinstaError } from '@linsta/protocol'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Clock } from '../../ports/clock.ts'
import type { Scheduler } from '../../ports/scheduler.ts'
import type { Identity } from '../../tokens.ts'
import type { IsOriginAllowed } from '../origins.ts'
import type { Accept, Ack } from './acceptConnections.ts'
import { jsonParser } from './encoding.ts'
import { createFlushTogether } from './flushTogether.ts'
import { SocketConnection } from './socketConnection.ts'

const PAYLOAD_MAX = 64 * 1024 // bytes of one packet
const HANDSHAKE_MAX_MS = 5_000
const PING_PERIOD_MS = 10_000
const PING_GRACE_MS = 8_000 // a half-open socket is found within 18 s, of the 20 s that P7 allows
const SWEEP_MS = 1_000
const RETRY_SPREAD_MS = 10_000 // clients of a stopping server come back at random within it

type LinstaSocket = Socket & { data: { connection: SocketConnection } }

export type SocketServer = {
  /** Ends every connection by closing its transport, spread over `spreadMs`. */
  close(spreadMs: number): Promise<void>
}

/** Serves Socket.IO on an HTTP server that somebody else listens with. */
export function attachSocketServer(
  httpServer: HttpServer,
  parts: {
    authenticate(token: string): Promise<Identity>
    isOriginAllowed: IsOriginAllowed
    accept: Accept
    clock: Clock
    scheduler: Scheduler
    randomFraction(): number
    logger: Logger
  },
): SocketServer {
  const { accept, clock, scheduler } = parts
  const server = new Server(httpServer, {
    serveClient: false,
    parser: jsonParser,
    perMessageDeflate: false,
    maxHttpBufferSize: PAYLOAD_MAX,
    connectTimeout: HANDSHAKE_MAX_MS,
    pingInterval: PING_PERIOD_MS,
    pingTimeout: PING_GRACE_MS,
    cors: { origin: true, credentials: true },
    allowRequest: (request, decide) => decide(null, parts.isOriginAllowed(request)),
  })

  server.use((socket, next) => {
    authenticateSocket(socket, parts.authenticate).then(
      (identity) => {
        socket.data.connection = new SocketConnection(socket, identity, parts.logger)
        next()
      },
      (error) => next(error instanceof Error ? error : new Error(connectRefusals.token_invalid)),
    )
  })

  server.engine.on('connection', createFlushTogether())

  server.on('connection', (socket: LinstaSocket) => {
    const { handle, closed } = accept(socket.data.connection)
    socket.on('disconnect', (reason) => closed(reason === 'ping timeout' ? 'timed_out' : 'closed'))
    socket.onAny((name: string, ...args: unknown[]) => {
      const last = args.at(-1)
      const ack = typeof last === 'function' ? (last as Ack) : undefined
      handle(name, args[0] === ack ? undefined : args[0], ack)
    })
  })

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
      sweep.cancel()
      const sockets = [...server.of('/').sockets.values()]
      for (const socket of sockets) {
        socket.emit('server_closing', { retryAfterMs: Math.floor(parts.randomFraction() * RETRY_SPREAD_MS) })
      }
      await closeSpread(sockets, spreadMs, scheduler)
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function authenticateSocket(
  socket: Socket,
  authenticate: (token: string) => Promise<Identity>,
): Promise<Identity> {
  const { token } = socket.handshake.auth
  if (token === undefined || token === null || token === '') throw new Error(connectRefusals.token_missing)
  if (typeof token !== 'string') throw new Error(connectRefusals.token_invalid)
  try {
    return await authenticate(token)
  } catch (error) {
    throw error instanceof LinstaError ? new Error(connectRefusals.token_invalid) : error
  }
}

/** Closes transports a few at a time, so that not everybody comes back in the same moment. */
async function closeSpread(sockets: Socket[], spreadMs: number, scheduler: Scheduler): Promise<void> {
  const STEPS = 20
  const perStep = Math.ceil(sockets.length / STEPS)
  for (let index = 0; index < sockets.length; index += perStep) {
    for (const socket of sockets.slice(index, index + perStep)) socket.conn.close()
    if (spreadMs > 0 && index + perStep < sockets.length) {
      await new Promise<void>((resolve) => scheduler.after(spreadMs / STEPS, resolve))
    }
  }
}
