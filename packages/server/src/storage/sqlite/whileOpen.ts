import { LinstaError } from '@linsta/protocol'
import type { Database } from 'better-sqlite3'

type Reads = Record<string, (...args: never[]) => Promise<unknown>>

/** The same reads, which reject with `unavailable` once their connection is closed. */
export function whileOpen<Store extends Reads>(database: Database, reads: Store): Store {
  const guarded = Object.entries(reads).map(([name, read]) => [
    name,
    async (...args: never[]) => {
      if (!database.open) throw new LinstaError('unavailable')
      return read(...args)
    },
  ])
  return Object.fromEntries(guarded) as Store
}
