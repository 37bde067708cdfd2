import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What becomes of the bytes that go one way: `silent` ones are lost, and nobody is told, as over a pulled cable. */
export type Weather = 'fair' | { delayMs: number } | 'silent'

export type Direction = 'toServer' | 'toClient'

/**
 * A TCP path to a server on this machine whose two directions can be delayed and silenced, together or alone, and whose
 * connections can be cut. Where one direction is silent a connection is half open: one side hears, the other does not.
 */
export type TcpProxy = {
  /** Where clients connect to instead: `http://127.0.0.1:…`. */
  readonly url: string
  /** From now on, for connections that are there and those that come; both directions without one named. */
  set(weather: Weather, direction?: Direction): void
  /** Resets every connection: both sides are told at once. */
  cut(): void
  /** Refuses those who come, or lets them in again. */
  refuse(isRefusing: boolean): void
  close(): Promise<void>
}

/** @param to the server's address, `http://127.0.0.1:5000`; it may be away, and those who come are then cut */
export async function startProxy(to: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(to)
  if (hostname !== '127.0.0.1') throw new Error('The proxy is for this machine alone')
  const weather: Record<Direction, Weather> = { toServer: 'fair', toClient: 'fair' }
  // Each by itself: where one end is gone and nobody is told, the other one stays.
  const sockets = new Set<Socket>()
  let isRefusing = false

  const server: Server = createServer((near) => {
    if (isRefusing) return void near.resetAndDestroy()
    const far = connect(Number(port), hostname)
    carry({ from: near, into: far, weather: () => weather.toServer })
    carry({ from: far, into: near, weather: () => weather.toClient })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  function cut(): void {
    for (const socket of sockets) socket.resetAndDestroy()
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next, direction) {
      for (const one of ['toServer', 'toClient'] as const) {
        if (direction === undefined || direction === one) weather[one] = next
      }
    },
    cut,
    refuse(refuses) {
      isRefusing = refuses
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}

/** Carries what comes from one side to the other, in order, ends and failures included. */
function carry({ from, into, weather }: { from: Socket; into: Socket; weather: () => Weather }): void {
  let before: Promise<void> = Promise.resolve()
  // Bytes that were lost leave nothing that could follow them: such a connection is silent to its end.
  let isLost = false

  function pass(act: () => void): void {
    const now = weather()
    if (now === 'silent') isLost = true
    if (isLost) return
    const delayMs = now === 'fair' || now === 'silent' ? 0 : now.delayMs
    before = before.then(async () => {
      if (delayMs > 0) await wait(delayMs, undefined, { ref: false })
      if (!into.destroyed) act()
    })
  }

  from.on('data', (chunk) => pass(() => into.write(chunk)))
  from.on('end', () => pass(() => into.end()))
  from.on('error', () => pass(() => into.resetAndDestroy()))
  from.on('close', () => pass(() => into.destroySoon()))
}
