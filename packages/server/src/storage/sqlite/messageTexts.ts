import type { Database } from 'better-sqlite3'

/** Texts that one statement inserts. */
const MANY = 16

/**
 * The texts of messages, in a table of their own (see `migrations.ts`): what is removed from it is found nowhere in
 * the file any more. A group's are inserted many at once. Run in the writer's thread.
 */
export function createMessageTexts(database: Database) {
  const selectLastKey = database.prepare<[], number>('SELECT ifnull(max(key), 0) FROM message_text').pluck()
  const insert = database.prepare<[number, string]>('INSERT INTO message_text (key, text) VALUES (?, ?)')
  const insertMany = database.prepare<unknown[]>(
    `INSERT INTO message_text (key, text) VALUES ${Array(MANY).fill('(?, ?)').join(', ')}`,
  )
  const empty = database.prepare<[number, number]>(
    'UPDATE message_text SET text = NULL WHERE key = (SELECT text_key FROM entry WHERE key = (? << 32 | ?))',
  )
  /** Keys only rise. One that a transaction took which was rolled back is left out. */
  let lastKey: number | undefined
  /** Key and text of each that is not inserted yet. */
  let added: unknown[] = []

  function flush(): void {
    const all = added
    added = []
    let at = 0
    for (; all.length - at >= 2 * MANY; at += 2 * MANY) insertMany.run(...all.slice(at, at + 2 * MANY))
    for (; at < all.length; at += 2) insert.run(all[at] as number, all[at + 1] as string)
  }

  return {
    /** The key of the text to be added next. It is not taken, because the message may turn out to be a repeat. */
    nextKey(): number {
      lastKey ??= selectLastKey.get() ?? 0
      return lastKey + 1
    },
    add(key: number, text: string): void {
      added.push(key, text)
      lastKey = key
    },
    /** Inserts what was added: before the commit, and before texts are read. */
    flush,
    forget(): void {
      added = []
    },
    /** Removes the text of a message while its entry still names it. */
    remove(roomKey: number, seq: number): void {
      flush()
      empty.run(roomKey, seq)
    },
  }
}
