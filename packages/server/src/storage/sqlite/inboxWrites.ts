import type { Database } from 'better-sqlite3'
import type { Ids } from '../../ports/ids.ts'
import type { InboxEntry, NewNotification, NotificationState } from '../../ports/inboxStore.ts'
import {
  INBOX_ALL_READ,
  INBOX_NOTIFICATION,
  INBOX_READ,
  INBOX_RETRACTED,
  NOTIFICATION_COLUMNS,
  type NotificationRow,
  toNotificationState,
} from './inboxRows.ts'
import { idToBlob, type WritableUserKeys } from './keys.ts'

type WriterContext = { database: Database; users: WritableUserKeys; ids: Ids }

/** The writes of inboxes, run in the writer's thread inside a group's transaction, mostly as part of an action. */
export function createInboxWrites({ database, users, ids }: WriterContext) {
  const selectHeadSeq = database
    .prepare<[number, number], number>(
      `SELECT key & 0xffffffff FROM inbox_entry WHERE key BETWEEN ? << 32 AND (? << 32 | 0xffffffff)
       ORDER BY key DESC LIMIT 1`,
    )
    .pluck()
  const insertNotification = database.prepare(
    `INSERT INTO inbox_entry (key, id, kind, at, type, message, reference_id, data, dedupe_key, generation)
     VALUES (? << 32 | ?, ?, ${INBOX_NOTIFICATION}, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertChange = database.prepare<[number, number, Buffer, number, number, number | null]>(
    'INSERT INTO inbox_entry (key, id, kind, at, target_seq) VALUES (? << 32 | ?, ?, ?, ?, ?)',
  )
  const selectNewest = database.prepare<
    [number, string],
    { seq: number; generation: number; read_at: number | null; retracted_at: number | null }
  >(
    `SELECT key & 0xffffffff AS seq, generation, read_at, retracted_at FROM inbox_entry
     WHERE key >> 32 = ? AND dedupe_key = ? ORDER BY key DESC LIMIT 1`,
  )
  const setRetracted = database.prepare<[number, number, number, number]>(
    'UPDATE inbox_entry SET retracted_at = ?, updated_seq = ? WHERE key = (? << 32 | ?)',
  )
  const selectAbout = database.prepare<[string], { user_key: number; seq: number }>(
    `SELECT key >> 32 AS user_key, key & 0xffffffff AS seq FROM inbox_entry
     WHERE reference_id = ? AND kind = ${INBOX_NOTIFICATION} AND retracted_at IS NULL`,
  )
  const selectNotification = database.prepare<[Buffer, number], NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.id = ? AND user.key = ? AND kind = ${INBOX_NOTIFICATION} AND retracted_at IS NULL`,
  )
  const setRead = database.prepare<[number, number, number, number]>(
    'UPDATE inbox_entry SET read_at = ?, updated_seq = ? WHERE key = (? << 32 | ?)',
  )
  const setAllRead = database.prepare<[number, number, number]>(
    `UPDATE inbox_entry SET read_at = ?, updated_seq = ?
     WHERE key >> 32 = ? AND kind = ${INBOX_NOTIFICATION} AND read_at IS NULL AND retracted_at IS NULL`,
  )

  const selectAt = database.prepare<[number, number], NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32
     WHERE inbox_entry.key = (? << 32 | ?)`,
  )

  /** What this group appended so far, for those who deliver it. */
  let appended: InboxEntry[] = []

  const nextSeq = (userKey: number): number => (selectHeadSeq.get(userKey, userKey) ?? 0) + 1

  type Change = { kind: 'retracted' | 'read'; at: number; targetSeq: number }

  /** Appends an entry about a notification, whose state `set` brings up to it. */
  function change(userKey: number, { kind, at, targetSeq }: Change): NotificationState {
    const seq = nextSeq(userKey)
    const id = ids.next()
    insertChange.run(userKey, seq, idToBlob(id), kind === 'read' ? INBOX_READ : INBOX_RETRACTED, at, targetSeq)
    const set = kind === 'read' ? setRead : setRetracted
    set.run(at, seq, userKey, targetSeq)
    const row = selectAt.get(userKey, targetSeq)
    if (row === undefined) throw new Error('An entry of an inbox names a notification that is not there')
    const notification = toNotificationState(row)
    appended.push({ userId: notification.userId, seq, id, at, kind, notification })
    return notification
  }

  return {
    /** Hands over what was appended since it was last asked. */
    takeAppended(): InboxEntry[] {
      const taken = appended
      appended = []
      return taken
    },

    /**
     * Stores a notification over a lower generation only, so that a late writer cannot bring back what was taken
     * back. After one that was read, the same action does not notify again.
     */
    notify(command: { notification: NewNotification; dedupeKey: string; generation: number; at: number }): void {
      const { notification, dedupeKey, generation, at } = command
      const userKey = users.ensure(notification.userId)
      const newest = selectNewest.get(userKey, dedupeKey)
      if (newest !== undefined) {
        const takenBackUnread = newest.retracted_at !== null && newest.read_at === null
        if (newest.generation >= generation || !takenBackUnread) return
      }
      const seq = nextSeq(userKey)
      const { id, userId, type, message, referenceId, data } = notification
      const json = data === undefined ? null : JSON.stringify(data)
      insertNotification.run(userKey, seq, idToBlob(id), at, type, message, referenceId, json, dedupeKey, generation)
      const about = { type, message, referenceId, ...(data === undefined ? {} : { data }) }
      const state = { _id: id, userId, seq, ...about, readAt: null, createdAt: at, updatedSeq: seq }
      appended.push({ userId, seq, id, at, kind: 'notification', notification: state })
    },

    /** Takes back the notification of an action that was undone, if it is there. */
    retract(command: { userKey: number; dedupeKey: string; at: number }): void {
      const newest = selectNewest.get(command.userKey, command.dedupeKey)
      if (newest === undefined || newest.retracted_at !== null) return
      change(command.userKey, { kind: 'retracted', at: command.at, targetSeq: newest.seq })
    },

    /** Takes back every notification about something that is gone, from all inboxes. */
    retractAllAbout(command: { referenceId: string; at: number }): void {
      for (const { user_key, seq } of selectAbout.all(command.referenceId)) {
        change(user_key, { kind: 'retracted', at: command.at, targetSeq: seq })
      }
    },

    markRead(command: { userId: string; notificationId: string; at: number }): NotificationState | undefined {
      const userKey = users.keyOf(command.userId)
      if (userKey === undefined) return undefined
      const row = selectNotification.get(idToBlob(command.notificationId), userKey)
      if (row === undefined || row.read_at !== null) return row && toNotificationState(row)
      return change(userKey, { kind: 'read', at: command.at, targetSeq: row.seq })
    },

    markAllRead(command: { userId: string; at: number }): void {
      const userKey = users.keyOf(command.userId)
      if (userKey === undefined) return
      const seq = nextSeq(userKey)
      if (setAllRead.run(command.at, seq, userKey).changes === 0) return
      const id = ids.next()
      insertChange.run(userKey, seq, idToBlob(id), INBOX_ALL_READ, command.at, null)
      appended.push({ userId: command.userId, seq, id, at: command.at, kind: 'all_read' })
    },
  }
}

export type InboxWrites = ReturnType<typeof createInboxWrites>
