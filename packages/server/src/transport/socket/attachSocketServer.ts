import type { Server as HttpServer } from 'node:http'
import { connectRefusals, LinstaError } from '@linsta/protocol'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Chat } from '../../chat/createChat.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Scheduler } from '../../ports/scheduler.ts'
import type { Presence } from '../../presence/createPresence.ts'
import type { Identity } from '../../tokens.ts'
import type { IsOriginAllowed } from '../origins.ts'
import { type Audiences, inboxAudience, userAudience } from './audiences.ts'
import { type Ack, createCalls } from './calls.ts'
import { jsonParser } from './encoding.ts'
import { createFlushTogether } from './flushTogether.ts'
import { SocketConnection } from './socketConnection.ts'

const PAYLOAD_MAX = 64 * 1024 // bytes of one packet
const HANDSHAKE_MAX_MS = 5_000
const PING_PERIOD_MS = 10_000
const PING_GRACE_MS = 8_000 // a half-open socket is found within 18 s, of the 20 s that P7 allows
const SWEEP_MS = 1_000
const RETRY_SPREAD_MS = 10_000 // clients of a stopping server come back at random within it

type LinstaSocket = Socket & { data: { identity: Identity; connection: SocketConnection } }

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
    chat: Chat
    audiences: Audiences
    presence: Presence
    clock: Clock
    scheduler: Scheduler
    randomFraction(): number
    logger: Logger
  },
): SocketServer {
  const { presence, audiences, clock, scheduler } = parts
  const bindCalls = createCalls(parts)
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
        socket.data.identity = identity
        next()
      },
      (error) => next(error instanceof Error ? error : new Error(connectRefusals.token_invalid)),
    )
  })

  server.engine.on('connection', createFlushTogether())

  server.on('connection', (socket: LinstaSocket) => {
    const { userId } = socket.data.identity
    const connection = new SocketConnection(socket, userId)
    socket.data.connection = connection
    audiences.enter(userAudience(userId), connection)
    audiences.enter(inboxAudience(userId), connection)
    presence.connected(userId, socket.id)
    socket.on('disconnect', (reason) => {
      audiences.forget(connection)
      presence.disconnected(userId, socket.id, reason === 'ping timeout' ? 'timed_out' : 'closed')
    })
    const calls = bindCalls(connection)
    socket.onAny((name: string, ...args: unknown[]) => {
      const last = args.at(-1)
      const ack = typeof last === 'function' ? (last as Ack) : undefined
      calls(name, args[0] === ack ? undefined : args[0], ack)
    })
  })

  // One sweep by wall clock: timers per socket would overflow at 24.8 days.
  const sweep = scheduler.every(SWEEP_MS, () => {
    const now = clock.now()
    for (const socket of server.of('/').sockets.values() as Iterable<LinstaSocket>) {
      // A token that is no longer valid: the client must not come back by itself with the same one.
      if (socket.data.identity.expiresAt <= now) socket.disconnect(true)
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
