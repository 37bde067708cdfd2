import type { Database } from 'better-sqlite3'
import { foldText } from '../../ports/foldText.ts'

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
      folded = foldText(wanted)
    }
    return foldText(text).includes(folded) ? 1 : 0
  })
}
