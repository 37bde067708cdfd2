import type { Database } from 'better-sqlite3'
import type { InboxEntry, InboxHead, InboxStore } from '../../ports/inboxStore.ts'
import type { Position } from '../../ports/roomStore.ts'
import {
  INBOX_ALL_READ,
  INBOX_NOTIFICATION,
  INBOX_READ,
  NOTIFICATION_COLUMNS,
  type NotificationRow,
  toNotificationState,
} from './inboxRows.ts'
import { blobToId, SEQ_MAX, type UserKeys } from './keys.ts'

type TailRow = NotificationRow & { kind: number; target_seq: number | null }

const isStart = ({ seq, id }: Position): boolean => seq === 0 && id === null

const EMPTY: InboxHead = { seq: 0, id: null, unreadCount: 0 }

/** What the rules read of inboxes, on the connection beside the writer. */
export function createInboxReads(
  database: Database,
  users: UserKeys,
): Pick<InboxStore, 'list' | 'countUnread' | 'readPage' | 'readChanges'> {
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

  const selectHead = database.prepare<[number, number], { seq: number; id: Buffer }>(
    `SELECT key & 0xffffffff AS seq, id FROM inbox_entry WHERE key BETWEEN ? << 32 AND (? << 32 | 0xffffffff)
     ORDER BY key DESC LIMIT 1`,
  )
  const selectBefore = database.prepare<[number, number, number, number], NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.key BETWEEN ? << 32 AND (? << 32 | ?)
       AND kind = ${INBOX_NOTIFICATION} AND retracted_at IS NULL
     ORDER BY inbox_entry.key DESC LIMIT ?`,
  )
  const selectId = database
    .prepare<[number, number], Buffer>('SELECT id FROM inbox_entry WHERE key = (? << 32 | ?)')
    .pluck()
  const selectTail = database.prepare<[number, number, number, number], TailRow>(
    `SELECT ${NOTIFICATION_COLUMNS}, kind, target_seq FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.key BETWEEN (? << 32 | ?) AND (? << 32 | 0xffffffff) ORDER BY inbox_entry.key LIMIT ?`,
  )
  const selectNotification = database.prepare<[number, number], NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.key = (? << 32 | ?)`,
  )

  function readHead(userKey: number): InboxHead {
    const head = selectHead.get(userKey, userKey)
    const position = head === undefined ? { seq: 0, id: null } : { seq: head.seq, id: blobToId(head.id) }
    return { ...position, unreadCount: countUnread.get(userKey) ?? 0 }
  }

  function toEntry(userKey: number, row: TailRow): InboxEntry {
    const fields = { userId: row.user_id, seq: row.seq, id: blobToId(row.id), at: row.at }
    if (row.kind === INBOX_ALL_READ) return { ...fields, kind: 'all_read' }
    if (row.kind === INBOX_NOTIFICATION)
      return { ...fields, kind: 'notification', notification: toNotificationState(row) }
    const target = selectNotification.get(userKey, row.target_seq ?? 0)
    if (target === undefined) throw new Error(`Entry ${row.seq} of an inbox names a notification that is not there`)
    const kind = row.kind === INBOX_READ ? 'read' : 'retracted'
    return { ...fields, kind, notification: toNotificationState(target) }
  }

  const isInLog = (userKey: number, position: Position): boolean => {
    if (position.seq === 0 || position.seq > SEQ_MAX) return isStart(position)
    const stored = selectId.get(userKey, position.seq)
    return stored !== undefined && blobToId(stored) === position.id
  }

  // Each one read transaction: the writer commits while these statements run.
  const readPage = database.transaction((userKey: number, throughSeq: number, limit: number) => {
    const rows = selectBefore.all(userKey, userKey, throughSeq, limit + 1)
    const notifications = rows.slice(0, limit).map(toNotificationState)
    return { notifications, hasMore: rows.length > limit, head: readHead(userKey) }
  })
  const readChanges = database.transaction((userKey: number, position: Position | undefined, limit: number) => {
    const head = readHead(userKey)
    if (position === undefined || !isInLog(userKey, position)) return { outcome: 'reset' as const, head }
    const rows = selectTail.all(userKey, position.seq + 1, userKey, limit)
    return { outcome: 'changes' as const, entries: rows.map((row) => toEntry(userKey, row)), head }
  })

  return {
    async readPage({ userId, before, limit }) {
      const userKey = users.keyOf(userId)
      if (userKey === undefined) return { notifications: [], hasMore: false, head: EMPTY }
      const throughSeq = before === undefined ? SEQ_MAX : Math.min(before - 1, SEQ_MAX)
      return readPage(userKey, throughSeq, limit)
    },

    async readChanges({ userId, position, limit }) {
      const userKey = users.keyOf(userId)
      if (userKey !== undefined) return readChanges(userKey, position, limit)
      return position !== undefined && isStart(position)
        ? { outcome: 'changes', entries: [], head: EMPTY }
        : { outcome: 'reset', head: EMPTY }
    },

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
