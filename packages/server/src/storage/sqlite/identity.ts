import { randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'

/** What a database was given when it was made, and keeps. */
export type Identity = {
  /** The key under which hashes of deleted texts are kept. */
  contentKey: Buffer
  /** Tells this database from every other one. */
  epoch: string
}

/** Reads a migrated database's identity, made when it is opened for the first time. */
export function readIdentity(database: Database): Identity {
  const select = database.prepare<[string], Buffer | string>('SELECT value FROM meta WHERE name = ?').pluck()
  // Looked at first: on a full disk even an insert that is ignored fails.
  if (select.get('epoch') === undefined) {
    database
      .prepare('INSERT INTO meta (name, value) VALUES (?, ?), (?, ?)')
      .run('content_key', randomBytes(32), 'epoch', randomBytes(12).toString('hex'))
  }
  return { contentKey: select.get('content_key') as Buffer, epoch: select.get('epoch') as string }
}
