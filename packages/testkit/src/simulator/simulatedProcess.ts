import { LinstaError } from '@linsta/protocol'
import { createCore } from '@linsta/server/core'
import type { InMemoryDatabase } from '@linsta/server/sqlite'
import type { Breaches } from './breaches.ts'
import type { Dice } from './dice.ts'
import type { Ledger } from './ledger.ts'
import type { Profile } from './profile.ts'
import { createSeededStorage, type Storage } from './seededStorage.ts'
import { createSeededWriter, INJECTED } from './seededWriter.ts'
import { readToken } from './tokens.ts'
import type { VirtualTime } from './virtualTime.ts'
import type { Wiretap } from './wiretap.ts'

const SWEEP_MS = 1_000 // as the real transport looks for tokens that ran out
const EPOCH = 'e0e0e0e0e0e0e0e0e0e0e0e0'

type CoreParts = Parameters<typeof createCore>[0]
type Core = Awaited<ReturnType<typeof createCore>>
type Connection = Parameters<Core['connections']['connected']>[0]

/** What carries a connection: the server's end of a link. */
export type Carrier = {
  /** Sends an event: `[name, payload]` as JSON. */
  send(text: string): void
  /** The server closes the transport. */
  end(): void
  /** The process is no more. */
  died(): void
}

/** What the server does with a link. */
export type Accepted = {
  /** `answer` gets an acknowledgement as JSON. */
  call(name: string, payload: unknown, answer: (text: string) => void): void
  closed(reason: 'closed' | 'timed_out'): void
}

/** A process of the server: the real rules on the seeded parts, and what the real transport does around them. */
export type SimulatedProcess = {
  readonly core: Core
  readonly storage: Storage
  /** @throws LinstaError `token_invalid` */
  accept(token: string, carrier: Carrier): Accepted
  /** Stops as an operator does it: says so, ends the connections, finishes what was begun. */
  stop(): Promise<void>
  /** From here on nothing of it happens. */
  die(): void
}

export type ProcessParts = {
  time: VirtualTime
  dice: Dice
  profile: () => Profile
  ledger: Ledger
  wiretap: Wiretap
  breaches: Breaches
  note(text: string): void
}

/** @param machine what it runs on; `crashed` is called where the seed wants it dead */
export async function startProcess(
  parts: ProcessParts,
  machine: { database: InMemoryDatabase; crashed(): void },
): Promise<SimulatedProcess> {
  const { time, dice, profile, ledger, wiretap, breaches, note } = parts
  const { database } = machine
  const { clock } = time
  const scope = time.createScope()
  const coreScope = time.createScope()
  const { scheduler } = scope
  const carriers = new Map<Connection, Carrier>()
  let connections = 0

  const writer = createSeededWriter({
    ...{ database, scheduler, dice: dice.fork(), profile, ledger, note },
    die: machine.crashed,
  })
  const storage = createSeededStorage({
    ...{ database, writer, scheduler, dice: dice.fork(), profile, epoch: EPOCH },
  })
  const core = await createCore({
    ...{ storage, clock, random: dice.fork(), logger: createLogger(breaches), keepsAccounts: false },
    scheduler: coreScope.scheduler,
    authenticate: async (token) => readToken(token, clock.now()),
  })
  wiretap.restarted()
  scheduler.every(SWEEP_MS, () => {
    for (const [connection, carrier] of carriers) if (connection.expiresAt <= clock.now()) carrier.end()
  })

  function createConnection(userId: string, expiresAt: number, carrier: Carrier): Connection {
    connections += 1
    const connection: Connection = {
      id: `c${connections}`,
      userId,
      expiresAt,
      wantsNotifications: true,
      isInSync: false,
      audiences: new Set(),
      queue: undefined,
      send: ({ packet }) => send(packet.slice(1)),
      emit: (name, payload) => send(JSON.stringify([name, payload])),
    }
    function send(text: string): void {
      if (!carriers.has(connection)) return
      const [name, payload] = JSON.parse(text) as [string, unknown]
      wiretap.event(connection, { name, payload, text })
      carrier.send(text)
    }
    return connection
  }

  return {
    core,
    storage,

    accept(token, carrier) {
      const { userId, expiresAt } = readToken(token, clock.now())
      const connection = createConnection(userId, expiresAt, carrier)
      carriers.set(connection, carrier)
      core.connections.connected(connection)
      note(`server: ${connection.id} is ${userId}`)
      return {
        call(name, payload, answer) {
          if (!carriers.has(connection)) return
          const ack = (outcome: object) => {
            if (!carriers.has(connection)) return undefined
            const text = JSON.stringify(outcome)
            wiretap.answer(connection, { name, payload, text })
            answer(text)
            return undefined
          }
          core.connections.handle(connection, { name, payload, ack })
        },
        closed(reason) {
          if (!carriers.delete(connection)) return
          note(`server: ${connection.id} is gone, ${reason}`)
          core.connections.closed(connection, reason)
        },
      }
    },

    async stop() {
      for (const [connection, carrier] of [...carriers]) {
        connection.emit('server_closing', { retryAfterMs: dice.between(0, 10_000) })
        carrier.end()
      }
      await core.close()
      if (coreScope.pending > 0) {
        breaches.add('nothing hangs', `${coreScope.pending} timers outlive the rules that were closed`)
      }
      await storage.close()
    },

    die() {
      scope.end()
      coreScope.end()
      const cut = [...carriers.values()]
      carriers.clear()
      for (const carrier of cut) carrier.died()
    },
  }
}

/** What the rules log as an error is one, unless the simulator made it happen. */
function createLogger(breaches: Breaches): CoreParts['logger'] {
  const logger = {
    warn() {},
    error({ err }: { err: unknown }, text: string) {
      if (err instanceof LinstaError || (err instanceof Error && err.message === INJECTED)) return
      breaches.add('nothing thrown', `${text}: ${err instanceof Error ? err.stack : String(err)}`)
    },
  }
  // Of pino's the rules call no more than these.
  return logger as unknown as CoreParts['logger']
}
