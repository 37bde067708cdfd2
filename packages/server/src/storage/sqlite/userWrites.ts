import { LinstaError } from '@linsta/protocol'
import type { Database } from 'better-sqlite3'
import type { Account } from '../../ports/accountStore.ts'
import type { PrivacyState } from '../../ports/userStore.ts'
import type { WritableUserKeys } from './keys.ts'

/** The writes of people and their accounts, run in the writer's thread inside a group's transaction. */
export function createUserWrites({ database, users }: { database: Database; users: WritableUserKeys }) {
  const selectEmail = database.prepare<[string], number>('SELECT 1 FROM account WHERE email = ?').pluck()
  const insertAccount = database.prepare<[number, string, string, number]>(
    'INSERT INTO account (user_key, email, password_hash, created_at) VALUES (?, ?, ?, ?)',
  )
  const setName = database.prepare<[string, number]>('UPDATE user SET name = ? WHERE key = ?')
  const setLastSeen = database.prepare<[number, number]>(
    'UPDATE user SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE key = ?',
  )
  const setPrivacy = database.prepare<[number, number, number]>(
    'UPDATE user SET hides_receipts = ?, invisible = ? WHERE key = ?',
  )
  const setPicture = database.prepare<[string | null, number]>('UPDATE user SET picture = ? WHERE key = ?')
  return {
    setProfile(command: { userId: string; name?: string; picture?: string | null }): void {
      const userKey = users.ensure(command.userId)
      if (command.name !== undefined) setName.run(command.name, userKey)
      if (command.picture !== undefined) setPicture.run(command.picture, userKey)
    },

    createAccount(command: Account & { at: number }): void {
      if (selectEmail.get(command.email) !== undefined) throw new LinstaError('user_exists')
      const userKey = users.ensure(command.userId)
      setName.run(command.name, userKey)
      insertAccount.run(userKey, command.email, command.passwordHash, command.at)
    },

    setPrivacy({ userId, receipts, invisible }: { userId: string } & PrivacyState): void {
      setPrivacy.run(receipts ? 0 : 1, invisible ? 1 : 0, users.ensure(userId))
    },

    recordLastSeen(command: { userIds: readonly string[]; at: number }): void {
      for (const userId of command.userIds) setLastSeen.run(command.at, users.ensure(userId))
    },
  }
}
