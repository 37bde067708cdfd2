import { LinstaError } from '@linsta/protocol'
import { createCore } from '@linsta/server/core'
import { type InMemoryDatabase, openInMemoryDatabase } from '@linsta/server/sqlite'
import type { Breaches } from './breaches.ts'
import type { Dice } from './dice.ts'
import type { Ledger, LedgerBackup } from './ledger.ts'
import type { Profile } from './profile.ts'
import { createSeededStorage, type Storage } from './seededStorage.ts'
import { createSeededWriter, INJECTED } from './seededWriter.ts'
import { readToken } from './tokens.ts'
import type { VirtualTime } from './virtualTime.ts'
import type { Wiretap } from './wiretap.ts'

const SWEEP_MS = 1_000 // as the real transport looks for tokens that ran out
const EPOCH = 'e0e0e0e0e0e0e0e0e0e0e0e0'

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

/** A process that is alive: the real rules on the seeded parts. */
export type Process = { core: Core; storage: Storage }

/** The machine that the server's processes run on, one after another, and its disk. */
export type ServerHost = {
  /** Undefined while it is down. */
  readonly process: Process | undefined
  readonly database: InMemoryDatabase
  start(): Promise<void>
  /** @throws LinstaError `token_invalid`; undefined where nobody answers */
  accept(token: string, carrier: Carrier): Promise<Accepted | undefined>
  /** The process dies; it is started again after a while. */
  kill(): void
  /** It is stopped as an operator does it, and started again. */
  stop(): Promise<void>
  /** Copies the disk. */
  backUp(): void
  /** The process dies, and the next one starts from the copy. False if there is none. */
  restore(): boolean
  /** Ends the last process. */
  close(): Promise<void>
}

export function createServerHost(parts: {
  time: VirtualTime
  dice: Dice
  profile: () => Profile
  ledger: Ledger
  wiretap: Wiretap
  breaches: Breaches
  note(text: string): void
}): ServerHost {
  const { time, dice, profile, ledger, wiretap, breaches, note } = parts
  const own = time.createScope()
  const carriers = new Map<Connection, Carrier>()
  let database = openDatabase()
  let scope = time.createScope()
  let coreScope = time.createScope()
  let process: Process | undefined
  let backup: { bytes: Buffer; ledger: LedgerBackup } | undefined
  let starting: { cancel(): void } | undefined
  let connections = 0

  function openDatabase(bytes?: Buffer): InMemoryDatabase {
    let last = 0
    const prefix = Buffer.from(dice.bytes(8)).toString('hex')
    const ids = {
      next() {
        last += 1
        return prefix + last.toString(16).padStart(8, '0')
      },
    }
    return openInMemoryDatabase(bytes === undefined ? { ids } : { ids, backup: bytes })
  }

  const logger = {
    warn() {},
    error({ err }: { err: unknown }, text: string) {
      if (!(err instanceof Error && (err.message === INJECTED || err instanceof LinstaError))) {
        breaches.add('nothing thrown', `${text}: ${err instanceof Error ? err.stack : String(err)}`)
      }
    },
  } as unknown as Parameters<typeof createCore>[0]['logger']

  async function start(): Promise<void> {
    scope = time.createScope()
    coreScope = time.createScope()
    const { scheduler } = scope
    const { clock } = time
    const ownScope = scope
    const writer = createSeededWriter({
      ...{ database, scheduler, dice: dice.fork(), profile, ledger, note },
      die: () => {
        if (scope === ownScope) kill()
      },
    })
    const storage = createSeededStorage({ database, writer, scheduler, dice: dice.fork(), profile, epoch: EPOCH })
    const random = dice.fork()
    const core = await createCore({
      ...{ storage, clock, random, logger },
      scheduler: coreScope.scheduler,
      keepsAccounts: false,
      authenticate: async (token) => readToken(token, clock.now()),
    })
    if (scope !== ownScope) return
    wiretap.restarted()
    process = { core, storage }
    scheduler.every(SWEEP_MS, () => {
      for (const [connection, carrier] of carriers) if (connection.expiresAt <= clock.now()) carrier.end()
    })
    note('server: up')
  }

  function die(bytes: Buffer): void {
    scope.end()
    coreScope.end()
    process = undefined
    const cut = [...carriers.values()]
    carriers.clear()
    for (const carrier of cut) carrier.died()
    database.database.close()
    database = openDatabase(bytes)
    // A scope nobody can match: a process that was about to start does not.
    scope = time.createScope()
    starting?.cancel()
    starting = own.scheduler.after(dice.between(100, 5_000), () => void start())
  }

  async function closeProcess({ core, storage }: Process): Promise<void> {
    const closingScope = coreScope
    await core.close()
    if (closingScope.pending > 0) {
      breaches.add('nothing hangs', `${closingScope.pending} timers outlive the rules that were closed`)
    }
    await storage.close()
  }

  function kill(): void {
    note('server: killed')
    die(database.backup())
  }

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
      send: ({ packets }) => send(packets[0].slice(1)),
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
    get process() {
      return process
    },
    get database() {
      return database
    },
    start,

    async accept(token, carrier) {
      const accepting = process
      if (accepting === undefined) return undefined
      const { userId, expiresAt } = readToken(token, time.clock.now())
      const connection = createConnection(userId, expiresAt, carrier)
      carriers.set(connection, carrier)
      const { core } = accepting
      core.connections.connected(connection)
      note(`server: ${connection.id} is ${userId}`)
      return {
        call(name, payload, answer) {
          if (!carriers.has(connection)) return
          const ack = (outcome: object) => {
            if (!carriers.has(connection)) return
            const text = JSON.stringify(outcome)
            wiretap.answer(connection, { name, payload, text })
            answer(text)
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

    kill() {
      if (process !== undefined) kill()
    },

    async stop() {
      const stopping = process
      if (stopping === undefined) return
      note('server: stops')
      for (const [connection, carrier] of [...carriers]) {
        connection.emit('server_closing', { retryAfterMs: dice.between(0, 10_000) })
        carrier.end()
      }
      process = undefined
      const ownScope = scope
      await closeProcess(stopping)
      if (scope === ownScope) die(database.backup())
    },

    backUp() {
      note('server: backup')
      backup = { bytes: database.backup(), ledger: ledger.backup() }
    },

    restore() {
      if (backup === undefined) return false
      note('server: killed, backup restored')
      ledger.restore(backup.ledger)
      die(backup.bytes)
      return true
    },

    async close() {
      const closing = process
      process = undefined
      if (closing !== undefined) await closeProcess(closing)
      scope.end()
      own.end()
    },
  }
}
