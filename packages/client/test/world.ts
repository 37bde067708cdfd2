import { createLinstaClient, type LinstaClient, type LinstaClientOptions } from '../src/createLinstaClient.ts'
import { memoryStore } from '../src/memoryStore.ts'
import type { ClientPorts } from '../src/ports.ts'
import { soloTabs } from '../src/tabLock.ts'
import { FakeServer, fakeToken } from './fakeServer.ts'
import { createFakeTime, type FakeTime } from './fakeTime.ts'

export type World = {
  time: FakeTime
  server: FakeServer
  /** A client of somebody, with ports of this world. `wake` plays the hints of its page. */
  client(userId: string, options?: Partial<LinstaClientOptions>): LinstaClient & { wake(): void }
  /** Closes every client that was made. */
  close(): void
}

export function createWorld(seed = 1): World {
  const time = createFakeTime(seed)
  const server = new FakeServer(time)
  const clients: LinstaClient[] = []
  return {
    time,
    server,
    client(userId, options = {}) {
      const wakes = new Set<() => void>()
      const ports: ClientPorts = {
        clock: time.clock,
        scheduler: time.scheduler,
        random: time.random,
        connector: server.connector,
        outboxStore: memoryStore(),
        tabs: soloTabs,
        wakeHints: {
          watch(woke) {
            wakes.add(woke)
            return { cancel: () => void wakes.delete(woke) }
          },
        },
        ...options.ports,
      }
      const client = createLinstaClient({
        url: 'http://linsta.test',
        getToken: async () => fakeToken(userId),
        ...options,
        ports,
      })
      clients.push(client)
      return Object.assign(Object.create(client) as LinstaClient, { wake: () => wakeAll(wakes) })
    },
    close() {
      for (const client of clients) client.close()
    },
  }
}

function wakeAll(wakes: ReadonlySet<() => void>): void {
  for (const woke of wakes) woke()
}

/** What a room shows, in short: texts, with what is not sent in brackets. */
export function texts(client: LinstaClient, chatRoomId: string): string[] {
  return client
    .room(chatRoomId)
    .getSnapshot()
    .messages.map((one) => {
      if (one.state !== 'sent') return `[${one.state}] ${one.text}`
      return one.message.deleted ? `#${one.message.seq} deleted` : one.message.text
    })
}
