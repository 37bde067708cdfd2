import type { RoomMessage } from '@linsta/client'
import { daysBetween } from '../hooks/useFormats.ts'

const GROUP_MS = 300_000 // messages of one sender within five minutes belong together

/** One message with what the one before it makes of it. */
export type Row = {
  key: string
  item: RoomMessage
  senderId: string
  isOwn: boolean
  text: string
  isDeleted: boolean
  createdAt: string
  /** Null while it is not sent. */
  seq: number | null
  replyTo: string | null
  /** The first of a day: the day stands above it. */
  startsDay: boolean
  /** The first one that was unread when one came: the divider stands above it. */
  startsUnread: boolean
  /** The first of its sender's group, and the last. */
  startsGroup: boolean
  endsGroup: boolean
}

/**
 * @param options.userId one's own id: pending messages are one's own, and so may sent ones be
 * @param options.hasMoreBefore older ones are not loaded: what was unread may begin among them
 * @param options.unreadAfterSeq the receipt that one came with: what others wrote behind it was unread
 */
export function createRows(
  messages: readonly RoomMessage[],
  options: { userId: string | undefined; unreadAfterSeq: number | null; hasMoreBefore?: boolean },
): Row[] {
  const rows = messages.map((item) => toRow(item, options.userId))
  const { unreadAfterSeq } = options
  const firstUnread =
    unreadAfterSeq === null
      ? undefined
      : rows.find((row) => row.seq !== null && row.seq > unreadAfterSeq && !row.isOwn && !row.isDeleted)
  const isCut = unreadAfterSeq !== null && options.hasMoreBefore === true && beginsBehind(rows, unreadAfterSeq)
  let before: Row | undefined
  for (const row of rows) {
    row.startsDay = before === undefined || daysBetween(new Date(before.createdAt), new Date(row.createdAt)) !== 0
    row.startsUnread = row === firstUnread && !isCut
    row.startsGroup = row.startsDay || row.startsUnread || before === undefined || !isTogether(before, row)
    if (before !== undefined) before.endsGroup = row.startsGroup
    before = row
  }
  return rows
}

/** Whether what is loaded begins behind what was to be read next. */
export const beginsBehind = (rows: readonly Row[], lastReadSeq: number): boolean =>
  (rows[0]?.seq ?? 0) > lastReadSeq + 1

const isTogether = (before: Row, row: Row): boolean =>
  before.senderId === row.senderId &&
  before.isOwn === row.isOwn &&
  Math.abs(Date.parse(row.createdAt) - Date.parse(before.createdAt)) < GROUP_MS

function toRow(item: RoomMessage, userId: string | undefined): Row {
  const place = { startsDay: false, startsUnread: false, startsGroup: true, endsGroup: true }
  if (item.state !== 'sent') {
    const { key, text, createdAt, replyTo } = item
    return {
      ...place,
      key,
      item,
      senderId: userId ?? '',
      isOwn: true,
      text,
      isDeleted: false,
      createdAt,
      seq: null,
      replyTo,
    }
  }
  const { senderId, text, deleted, createdAt, seq, replyTo } = item.message
  const isOwn = senderId === userId
  return { ...place, key: item.key, item, senderId, isOwn, text, isDeleted: deleted, createdAt, seq, replyTo }
}
