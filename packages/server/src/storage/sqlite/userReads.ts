import type { Database } from 'better-sqlite3'
import type { AccountStore } from '../../ports/accountStore.ts'
import type { UserRecord, UserStore } from '../../ports/userStore.ts'
import { registerTextMatch } from './textMatch.ts'

type UserRow = { id: string; name: string; email: string | null; picture: string | null; last_seen_at: number | null }
type AccountRow = { id: string; name: string; email: string; password_hash: string }

/** What the rules read of people and their accounts, on the connection beside the writer. */
export function createUserReads(
  database: Database,
): Pick<UserStore, 'readMany' | 'readPrivacy' | 'search'> & Pick<AccountStore, 'findByEmail'> {
  const selectUser = database.prepare<[string], UserRow>(
    'SELECT id, name, email, picture, last_seen_at FROM user LEFT JOIN account ON user_key = key WHERE id = ?',
  )
  const selectAccount = database.prepare<[string], AccountRow>(
    'SELECT id, name, email, password_hash FROM account JOIN user ON key = user_key WHERE email = ?',
  )
  const selectPrivacy = database.prepare<[], { id: string; hides_receipts: number; invisible: number }>(
    'SELECT id, hides_receipts, invisible FROM user INDEXED BY user_privacy WHERE hides_receipts OR invisible',
  )
  registerTextMatch(database)
  const selectPage = database.prepare<
    [{ search: string | null; except: string; limit: number; skip: number }],
    UserRow
  >(
    `SELECT id, name, email, picture, last_seen_at FROM user LEFT JOIN account ON user_key = key
     WHERE name <> '' AND id <> @except AND (@search IS NULL OR contains_text(name, @search))
     ORDER BY name COLLATE NOCASE, key LIMIT @limit OFFSET @skip`,
  )
  const toRecord = ({ id, last_seen_at, ...row }: UserRow): UserRecord => ({
    userId: id,
    ...row,
    lastSeenAt: last_seen_at,
  })
  return {
    async search({ search, exceptUserId, limit, skip }) {
      return selectPage.all({ search: search ?? null, except: exceptUserId, limit, skip }).map(toRecord)
    },

    async readPrivacy() {
      const rows = selectPrivacy.all()
      return new Map(
        rows.map((row) => [row.id, { receipts: row.hides_receipts === 0, invisible: row.invisible === 1 }]),
      )
    },

    async readMany(userIds) {
      return userIds
        .map((userId) => selectUser.get(userId))
        .filter((row) => row !== undefined)
        .map(toRecord)
    },

    async findByEmail(email) {
      const row = selectAccount.get(email)
      return row && { userId: row.id, name: row.name, email: row.email, passwordHash: row.password_hash }
    },
  }
}
