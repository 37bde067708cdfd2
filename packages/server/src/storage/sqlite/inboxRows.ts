import type { NotificationState } from '../../ports/inboxStore.ts'
import { blobToId } from './keys.ts'

export const INBOX_NOTIFICATION = 1
export const INBOX_RETRACTED = 2
export const INBOX_READ = 3
export const INBOX_ALL_READ = 4

export type NotificationRow = {
  id: Buffer
  seq: number
  user_id: string
  type: string
  message: string
  reference_id: string
  data: string | null
  read_at: number | null
  at: number
  updated_seq: number | null
}

/** Columns of a notification, to be selected from `inbox_entry JOIN user ON user.key = inbox_entry.key >> 32`. */
export const NOTIFICATION_COLUMNS = `inbox_entry.id, inbox_entry.key & 0xffffffff AS seq, user.id AS user_id, type,
  message, reference_id, data, read_at, at, updated_seq`

export const toNotificationState = (row: NotificationRow): NotificationState => ({
  _id: blobToId(row.id),
  userId: row.user_id,
  seq: row.seq,
  type: row.type,
  message: row.message,
  referenceId: row.reference_id,
  ...(row.data === null ? {} : { data: JSON.parse(row.data) }),
  readAt: row.read_at,
  createdAt: row.at,
  updatedSeq: row.updated_seq ?? row.seq,
})
