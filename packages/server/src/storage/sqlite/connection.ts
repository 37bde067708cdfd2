import { join } from 'node:path'
import BetterSqlite, { type Database } from 'better-sqlite3'

export const databaseFile = (dataFolder: string): string => join(dataFolder, 'linsta.db')

/**
 * The one connection that writes. `synchronous = FULL` makes a commit survive power loss (P1); the driver's build
 * default is NORMAL, which does not. `secure_delete` overwrites what was deleted with zeros.
 */
export function openWriter(file: string): Database {
  const database = new BetterSqlite(file)
  database.pragma(`page_size = ${PAGE_BYTES}`)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('secure_delete = ON')
  database.pragma('foreign_keys = ON')
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  return database
}

const PAGE_BYTES = 2_048 // each message changes a page or two of its own room, and a commit writes them whole
const CHECKPOINT_PAGES = 16_000 // 32 MiB of log between copies into the main file

/** A connection that only reads, beside the writer: it never waits for it. */
export function openReader(file: string): Database {
  const database = new BetterSqlite(file, { readonly: true })
  database.pragma('query_only = ON')
  return database
}
