import { type InMemoryDatabase, openInMemoryDatabase } from '@linsta/server/sqlite'
import type { LedgerBackup } from './ledger.ts'
import {
  type Accepted,
  type Carrier,
  type ProcessParts,
  type SimulatedProcess,
  startProcess,
} from './simulatedProcess.ts'

/** The machine that the server's processes run on, one after another, and its disk. */
export type ServerHost = {
  /** Undefined while it is down. */
  readonly process: SimulatedProcess | undefined
  readonly database: InMemoryDatabase
  start(): Promise<void>
  /** @throws LinstaError `token_invalid`; undefined where nobody answers */
  accept(token: string, carrier: Carrier): Promise<Accepted | undefined>
  /** The process dies; the next one is started after a while. */
  kill(): void
  /** The process is stopped as an operator does it, and the next one started. */
  stop(): Promise<void>
  /** Copies the disk. */
  backUp(): void
  /** The process dies, and the next one starts from the copy, if there is one. */
  restore(): void
  /** Stops the last process. */
  close(): Promise<void>
}

export function createServerHost(parts: ProcessParts): ServerHost {
  const { time, dice, ledger, note } = parts
  const own = time.createScope()
  let database = openDatabase()
  let process: SimulatedProcess | undefined
  let isStopping = false
  // Raised when a process ends: one that was about to start or to stop then is not to go on.
  let generation = 0
  let starting: { cancel(): void } | undefined
  let backup: { bytes: Buffer; ledger: LedgerBackup } | undefined

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

  async function start(): Promise<void> {
    const ownGeneration = generation
    const started = await startProcess(parts, {
      database,
      crashed() {
        if (ownGeneration === generation) kill()
      },
    })
    if (ownGeneration !== generation) return started.die()
    process = started
    isStopping = false
    note('server: up')
  }

  /** What ran is no more, and the next one will find `bytes` on the disk. */
  function restartFrom(bytes: Buffer): void {
    generation += 1
    const died = process
    process = undefined
    died?.die()
    database.database.close()
    database = openDatabase(bytes)
    starting?.cancel()
    starting = own.scheduler.after(dice.between(100, 5_000), () => void start())
  }

  function kill(): void {
    note('server: killed')
    restartFrom(database.backup())
  }

  return {
    get process() {
      return isStopping ? undefined : process
    },
    get database() {
      return database
    },
    start,
    accept: async (token, carrier) => (isStopping ? undefined : process?.accept(token, carrier)),
    kill() {
      if (process !== undefined && !isStopping) kill()
    },

    async stop() {
      if (process === undefined || isStopping) return
      note('server: stops')
      isStopping = true
      const ownGeneration = generation
      await process.stop()
      if (ownGeneration === generation) restartFrom(database.backup())
    },

    backUp() {
      note('server: backup')
      backup = { bytes: database.backup(), ledger: ledger.backup() }
    },

    restore() {
      if (backup === undefined) return
      note('server: killed, backup restored')
      ledger.restore(backup.ledger)
      restartFrom(backup.bytes)
    },

    async close() {
      isStopping = true
      await process?.stop()
      process?.die()
      own.end()
    },
  }
}
