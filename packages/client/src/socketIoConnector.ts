import type { ClientToServerEvents, ServerToClientEvents } from '@linsta/protocol'
import { connectRefusals } from '@linsta/protocol/errors'
import { io, type Socket } from 'socket.io-client'
import type { Connector, LinkEvents, ServerEvent } from './ports.ts'

const refusals: readonly string[] = Object.values(connectRefusals)

/** Links over Socket.IO: WebSocket first, HTTP long-polling where that fails. When to come back is not its business. */
export function socketIoConnector(url: string): Connector {
  // A path is where Linsta is in somebody's app; to Socket.IO by itself it would be a namespace.
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : new URL(url, location.origin)
  return {
    open(token, events) {
      const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(origin, {
        path: `${pathname.replace(/\/$/, '')}/socket.io`,
        auth: { token },
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        reconnection: false,
        forceNew: true,
      })
      const close = () => {
        socket.off()
        socket.offAny()
        socket.disconnect()
      }
      const end = (reason: Parameters<LinkEvents['ended']>[0]) => {
        close()
        events.ended(reason)
      }
      socket.on('connect', () => events.opened())
      socket.on('connect_error', ({ message }) => end(refusals.includes(message) ? 'unauthorized' : 'unreachable'))
      socket.on('disconnect', () => end('lost'))
      socket.onAny((name, payload) => events.received({ name, payload } as ServerEvent))
      return {
        call(name, payload, answer) {
          // The types of the emitter cannot follow a name that is a variable.
          ;(socket as Socket).emit(name, payload, answer)
        },
        close,
      }
    },
  }
}
