import type { Database } from 'better-sqlite3'
import { LRUCache } from 'lru-cache'

/** An id as it is stored: 12 bytes. */
export const idToBlob = (id: string): Buffer => Buffer.from(id, 'hex')

/** An id as it is everywhere else: 24 hexadecimal characters. */
export const blobToId = (blob: Buffer): string => blob.toString('hex')

/** The highest position that a log's key, `owner << 32 | seq`, has room for: beyond it the next owner's log begins. */
export const SEQ_MAX = 0xffffffff

const CACHED_KEYS = 100_000 // users; about 10 MB, beyond it one index look-up each

/** Translates users' ids to the integer keys inside. A key never changes, so what is known stays right. */
export function createUserKeys(database: Database) {
  // It grows as it fills: with `max` it would take all of its memory, and 17 ms, at once.
  const cache = new LRUCache<string, number>({ maxSize: CACHED_KEYS, sizeCalculation: () => 1 })
  const find = database.prepare<[string], number>('SELECT key FROM user WHERE id = ?').pluck()

  /** The user's key; undefined if they were never seen. */
  function keyOf(userId: string): number | undefined {
    const known = cache.get(userId)
    if (known !== undefined) return known
    const key = find.get(userId)
    if (key !== undefined) cache.set(userId, key)
    return key
  }

  return {
    keyOf,
    /** Forgets what a transaction that was rolled back may have added. */
    forget: () => cache.clear(),
  }
}

export type UserKeys = ReturnType<typeof createUserKeys>

/** The same for the writer, where a user exists from first sight. */
export function createWritableUserKeys(database: Database) {
  const keys = createUserKeys(database)
  const insert = database.prepare<[string]>('INSERT INTO user (id) VALUES (?)')
  return {
    ...keys,
    ensure(userId: string): number {
      return keys.keyOf(userId) ?? Number(insert.run(userId).lastInsertRowid)
    },
  }
}

export type WritableUserKeys = ReturnType<typeof createWritableUserKeys>
