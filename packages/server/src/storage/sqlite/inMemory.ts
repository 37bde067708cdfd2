import BetterSqlite, { type Database } from 'better-sqlite3'
import type { Ids } from '../../ports/ids.ts'
import { createGroupRunner } from './groupRunner.ts'
import { readIdentity } from './identity.ts'
import { migrate } from './migrations.ts'

export { createStores } from './createStores.ts'
export type { Writer } from './writer.ts'
export type { Group, GroupOutcome } from './writes.ts'

/**
 * The embedded database without a file and without a thread, for whoever decides by themselves when a group of
 * commands is committed and when the process dies: the same schema, statements and group of commands as on disk.
 */
export type InMemoryDatabase = {
  /** Reads are made on the same connection: between two groups there is nothing that is not committed. */
  database: Database
  epoch: string
  runGroup: ReturnType<typeof createGroupRunner>
  /** What a copy of the file would be, to be restored by `openInMemoryDatabase`. */
  backup(): Buffer
}

/** @param options.backup a copy to start from; without it the database is new */
export function openInMemoryDatabase({ ids, backup }: { ids: Ids; backup?: Buffer }): InMemoryDatabase {
  const database = new BetterSqlite(backup ?? ':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database)
  const { contentKey, epoch } = readIdentity(database)
  return {
    database,
    epoch,
    runGroup: createGroupRunner({ database, ids, contentKey }),
    backup: () => database.serialize(),
  }
}
