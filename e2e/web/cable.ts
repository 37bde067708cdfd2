import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut and mended, as networks are. */
export type Cable = { url: string; cut(): void; mend(): void; close(): Promise<void> }

/** @param to the server's address, `http://127.0.0.1:5000` */
export async function layCable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  let isCut = false
  const near = createServer((socket) => {
    if (isCut) return socket.destroy()
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(near, 'listening')
  const address = near.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true
      destroyAll()
    },
    mend() {
      isCut = false
    },
    async close() {
      destroyAll()
      near.close()
      await once(near, 'close')
    },
  }
}
