import type { Database } from 'better-sqlite3'
import type { Entry, MessageState, RoomStore } from '../../ports/roomStore.ts'
import { blobToId, idToBlob, SEQ_MAX } from './keys.ts'
import {
  KIND_DELETE,
  KIND_MESSAGE,
  KIND_PARTICIPANT_ADDED,
  MESSAGE_COLUMNS,
  MESSAGE_TABLES,
  type MessageRow,
  toMessageState,
} from './roomRows.ts'

type EntryRow = MessageRow & { kind: number; target_seq: number | null; target_user: string | null }

/** Reads of a room's log by position: pages of messages, and the tail behind a position. */
export function createRoomPages(database: Database): Pick<RoomStore, 'readPage' | 'readChanges'> {
  const selectRoomKey = database.prepare<[Buffer], number>('SELECT key FROM room WHERE id = ?').pluck()
  const MESSAGES = `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES}
     WHERE entry.key BETWEEN (? << 32 | ?) AND (? << 32 | ?) AND entry.kind = ${KIND_MESSAGE}`
  const selectUpwards = database.prepare<[number, number, number, number, number], MessageRow>(
    `${MESSAGES} ORDER BY entry.key LIMIT ?`,
  )
  const selectDownwards = database.prepare<[number, number, number, number, number], MessageRow>(
    `${MESSAGES} ORDER BY entry.key DESC LIMIT ?`,
  )
  const selectId = database.prepare<[number, number], Buffer>('SELECT id FROM entry WHERE key = (? << 32 | ?)').pluck()
  const selectTail = database.prepare<[number, number, number, number, number], EntryRow>(
    `SELECT ${MESSAGE_COLUMNS}, entry.kind, entry.target_seq, target.id AS target_user
     FROM ${MESSAGE_TABLES} LEFT JOIN user AS target ON target.key = entry.target_user_key
     WHERE entry.key BETWEEN (? << 32 | ?) AND (? << 32 | ?) ORDER BY entry.key LIMIT ?`,
  )
  const selectMessageAt = database.prepare<[number, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES} WHERE entry.key = (? << 32 | ?)`,
  )

  /** Positions `from` to `to`, oldest first: of more than `limit`, the ones nearest to the end that is named. */
  function readRange(room: { key: number; chatRoomId: string }, range: Range): { page: MessageState[]; more: boolean } {
    const { from, to, limit, nearest } = range
    const select = nearest === 'from' ? selectUpwards : selectDownwards
    const rows = from > to ? [] : select.all(room.key, from, room.key, to, limit + 1)
    const page = rows.slice(0, limit).map((row) => toMessageState(room.chatRoomId, row))
    return { page: nearest === 'from' ? page : page.reverse(), more: rows.length > limit }
  }

  function toEntry(room: { key: number; chatRoomId: string }, row: EntryRow): Entry {
    const { chatRoomId } = room
    const fields = { chatRoomId, seq: row.seq, id: blobToId(row.id), actorId: row.sender, at: row.at }
    if (row.kind === KIND_MESSAGE) return { ...fields, kind: 'message', message: toMessageState(chatRoomId, row) }
    if (row.kind === KIND_DELETE) {
      const target = selectMessageAt.get(room.key, row.target_seq ?? 0)
      if (target === undefined)
        throw new Error(`Entry ${row.seq} of room ${chatRoomId} names a message that is not there`)
      return { ...fields, kind: 'delete', message: toMessageState(chatRoomId, target) }
    }
    const kind = row.kind === KIND_PARTICIPANT_ADDED ? 'participant_added' : 'participant_removed'
    return { ...fields, kind, userId: row.target_user ?? '' }
  }

  return {
    readPage: async ({ chatRoomId, before, after, around, limit, ...through }) => {
      const throughSeq = Math.min(through.throughSeq, SEQ_MAX)
      const key = selectRoomKey.get(idToBlob(chatRoomId))
      if (key === undefined) return { messages: [], hasMoreBefore: false, hasMoreAfter: false }
      const room = { key, chatRoomId }
      const end = (from: number) => readRange(room, { from, to: throughSeq, limit: 0, nearest: 'from' }).more
      const start = (to: number) => readRange(room, { from: 1, to, limit: 0, nearest: 'to' }).more
      if (after !== undefined) {
        const { page, more } = readRange(room, { from: after + 1, to: throughSeq, limit, nearest: 'from' })
        return { messages: page, hasMoreBefore: start(Math.min(after, throughSeq)), hasMoreAfter: more }
      }
      if (around !== undefined) {
        const older = readRange(room, {
          from: 1,
          to: Math.min(around, throughSeq),
          limit: Math.ceil(limit / 2),
          nearest: 'to',
        })
        const rest = limit - older.page.length
        const newer = readRange(room, { from: around + 1, to: throughSeq, limit: rest, nearest: 'from' })
        return { messages: [...older.page, ...newer.page], hasMoreBefore: older.more, hasMoreAfter: newer.more }
      }
      const to = before === undefined ? throughSeq : Math.min(before - 1, throughSeq)
      const { page, more } = readRange(room, { from: 1, to, limit, nearest: 'to' })
      return { messages: page, hasMoreBefore: more, hasMoreAfter: end(to + 1) }
    },

    readChanges: async ({ chatRoomId, position, limit, ...through }) => {
      const throughSeq = Math.min(through.throughSeq, SEQ_MAX)
      const key = selectRoomKey.get(idToBlob(chatRoomId))
      if (key === undefined || position.seq > throughSeq) return { outcome: 'reset' }
      const id = selectId.get(key, position.seq)
      const isInLog = position.seq === 0 ? position.id === null : id !== undefined && blobToId(id) === position.id
      if (!isInLog) return { outcome: 'reset' }
      const rows = selectTail.all(key, position.seq + 1, key, throughSeq, limit)
      return { outcome: 'changes', entries: rows.map((row) => toEntry({ key, chatRoomId }, row)) }
    },
  }
}

type Range = { from: number; to: number; limit: number; nearest: 'from' | 'to' }
