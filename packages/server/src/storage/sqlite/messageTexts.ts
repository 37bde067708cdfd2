import type { Database } from 'better-sqlite3'

/**
 * The texts of messages, in a table of their own (see `migrations.ts`): what is removed from it is found nowhere in
 * the file any more. Run in the writer's thread.
 */
export function createMessageTexts(database: Database) {
  const selectLastKey = database.prepare<[], number>('SELECT ifnull(max(key), 0) FROM message_text').pluck()
  const insert = database.prepare<[number, string]>('INSERT INTO message_text (key, text) VALUES (?, ?)')
  const empty = database.prepare<[number, number]>(
    'UPDATE message_text SET text = NULL WHERE key = (SELECT text_key FROM entry WHERE key = (? << 32 | ?))',
  )
  /** Keys only rise. One that a transaction took which was rolled back is left out. */
  let lastKey: number | undefined

  return {
    /** The key of the text to be added next. It is not taken, because the message may turn out to be a repeat. */
    nextKey(): number {
      lastKey ??= selectLastKey.get() ?? 0
      return lastKey + 1
    },
    add(key: number, text: string): void {
      insert.run(key, text)
      lastKey = key
    },
    /** Removes the text of a message while its entry still names it. */
    remove(roomKey: number, seq: number): void {
      empty.run(roomKey, seq)
    },
  }
}
