import type { Database } from 'better-sqlite3'

/**
 * The form in which texts are compared where case does not count. Upper case, because lower-casing a sigma depends on
 * what follows it, and composed, because one letter can be typed in two ways.
 */
const fold = (text: string): string => text.toUpperCase().normalize('NFC')

/**
 * Gives a connection the SQL function `contains_text(text, search)`: whether `search` occurs in `text` as plain text,
 * ignoring case in every script, which SQLite's LIKE does for ASCII alone.
 */
export function registerTextMatch(database: Database): void {
  let search = ''
  let folded = ''
  database.function('contains_text', { deterministic: true }, (text: unknown, wanted: unknown) => {
    if (typeof text !== 'string' || typeof wanted !== 'string') return 0
    if (wanted !== search) {
      search = wanted
      folded = fold(wanted)
    }
    return fold(text).includes(folded) ? 1 : 0
  })
}
