import type { Database } from 'better-sqlite3'
import type { InboxStore } from '../../ports/inboxStore.ts'
import { INBOX_NOTIFICATION, NOTIFICATION_COLUMNS, type NotificationRow, toNotificationState } from './inboxRows.ts'
import type { UserKeys } from './keys.ts'

/** What the rules read of inboxes, on the connection beside the writer. */
export function createInboxReads(database: Database, users: UserKeys): Pick<InboxStore, 'list' | 'countUnread'> {
  const selectPage = database.prepare<[number, number, number, number], NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.key BETWEEN ? << 32 AND (? << 32 | 0xffffffff)
       AND kind = ${INBOX_NOTIFICATION} AND retracted_at IS NULL
     ORDER BY inbox_entry.key DESC LIMIT ? OFFSET ?`,
  )
  // Its condition is the index's, so that counting reads the unread ones alone.
  const countUnread = database
    .prepare<[number], number>(
      `SELECT count(*) FROM inbox_entry
       WHERE key >> 32 = ? AND kind = ${INBOX_NOTIFICATION} AND read_at IS NULL AND retracted_at IS NULL`,
    )
    .pluck()

  return {
    async list({ userId, limit, skip }) {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? [] : selectPage.all(userKey, userKey, limit, skip).map(toNotificationState)
    },

    async countUnread(userId) {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? 0 : (countUnread.get(userKey) ?? 0)
    },
  }
}
