import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that keeps every byte the server sends over it, whatever is spoken there. */
export type Relay = {
  url: string
  /** Everything the server sent, connection by connection. */
  heard(): string
  /** From now on nothing gets through, and nobody is told: a cable was pulled. */
  freeze(): void
  close(): Promise<void>
}

/** @param to the server's address, `http://127.0.0.1:5000` */
export async function startRelay(to: string): Promise<Relay> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const heard: Buffer[][] = []
  const relay = createServer((near) => {
    const bytes: Buffer[] = []
    heard.push(bytes)
    const far = connect(Number(port), hostname)
    far.on('data', (chunk: Buffer) => bytes.push(chunk))
    for (const [one, other] of [
      [near, far],
      [far, near],
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
  await once(relay, 'listening')
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard: () => heard.map((bytes) => Buffer.concat(bytes).toString()).join('\n'),
    freeze() {
      for (const socket of sockets) socket.unpipe()
      for (const socket of sockets) socket.pause()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}
