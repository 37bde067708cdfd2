import { readFile } from 'node:fs/promises'
import type { Socket as TcpSocket } from 'node:net'
import type { Connection, ServerProcess } from '@linsta/testkit'

/** Parts of stock clients that their types keep to themselves. */
type Transport = { name: string; ws?: { _socket: TcpSocket }; _poll?(): void }

/**
 * A stock client stops reading: over a WebSocket its TCP socket is read no more, over polling it polls no more. What it
 * sends still arrives.
 * @returns reads on, so that the client learns what became of its connection
 */
export function stopReading({ socket }: Connection): () => void {
  const transport = socket.io.engine.transport as unknown as Transport
  const tcp = transport.ws?._socket
  if (tcp !== undefined) {
    tcp.pause()
    return () => tcp.resume()
  }
  transport._poll = () => {}
  return () => {
    Reflect.deleteProperty(transport, '_poll')
    transport._poll?.()
  }
}

/** The readers that the server has cut for not reading, by what each had left unread, in bytes. */
export const cutReaders = ({ output }: ServerProcess): number[] =>
  output
    .split('\n')
    .filter((line) => line.includes('a connection that does not read was closed'))
    .map((line) => JSON.parse(line).unreadBytes)

/** The memory that a process holds, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}
