import type { Database } from 'better-sqlite3'
import type { RoomState } from '../../ports/roomState.ts'
import type { RoomStore } from '../../ports/roomStore.ts'
import { blobToId, idToBlob, SEQ_MAX, type UserKeys } from './keys.ts'
import { createRoomHeads } from './roomHeads.ts'
import { createRoomPages } from './roomPages.ts'
import {
  createRoomRows,
  KIND_MESSAGE,
  MESSAGE_COLUMNS,
  MESSAGE_TABLES,
  toMessageState,
  toRoomState,
} from './roomRows.ts'

type RoomReads = Omit<RoomStore, 'openDirectRoom' | 'createGroup' | 'append' | 'moveReceipt'>

/** What the rules read of rooms, on the connection beside the writer. */
export function createRoomReads(database: Database, users: UserKeys): RoomReads {
  const rows = createRoomRows(database)
  const selectRoomKey = database.prepare<[Buffer], number>('SELECT key FROM room WHERE id = ?').pluck()
  const selectRoomsOf = database
    .prepare<[number], Buffer>('SELECT room.id FROM participant JOIN room ON room.key = room_key WHERE user_key = ?')
    .pluck()
  const selectMessageCount = database
    .prepare<[number, number], number>('SELECT message_count FROM entry WHERE key = (? << 32 | ?)')
    .pluck()
  const selectLastThrough = database.prepare<[number, number, number], { seq: number; message_count: number }>(
    `SELECT key & 0xffffffff AS seq, message_count FROM entry
     WHERE key BETWEEN ? << 32 AND (? << 32 | ?) ORDER BY key DESC LIMIT 1`,
  )
  const selectPage = database.prepare<[number, number, number, number], Parameters<typeof toMessageState>[1]>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES}
     WHERE entry.key BETWEEN ? << 32 AND (? << 32 | ?) AND entry.kind = ${KIND_MESSAGE}
     ORDER BY entry.key DESC LIMIT ?`,
  )
  const selectShared = database
    .prepare<[number, number], number>(
      `SELECT 1 FROM participant AS mine JOIN participant AS theirs USING (room_key)
       WHERE mine.user_key = ? AND theirs.user_key = ? LIMIT 1`,
    )
    .pluck()
  const selectPartners = database
    .prepare<[number, number, number], string>(
      `SELECT user.id FROM participant AS mine JOIN room ON room.key = mine.room_key
       JOIN participant AS theirs ON theirs.room_key = mine.room_key AND theirs.user_key <> ?
       JOIN user ON user.key = theirs.user_key
       WHERE mine.user_key = ? AND ? IN (room.direct_lower_key, room.direct_higher_key)`,
    )
    .pluck()

  /**
   * The last position whose entry counts at most `messageCount` messages: counts never fall along a log without gaps,
   * so a binary search over point reads finds it, however deep it is.
   */
  function seqAtMessageCount(roomKey: number, messageCount: number, throughSeq: number): number {
    let low = 0
    let high = throughSeq
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((selectMessageCount.get(roomKey, middle) ?? 0) <= messageCount) low = middle
      else high = middle - 1
    }
    return low
  }

  function readOne(chatRoomId: string): RoomState | undefined {
    const room = rows.readRoom(chatRoomId)
    return room && toRoomState(room)
  }
  // Each one read transaction: the writer commits while these statements run, and a head must fit its participants.
  const readRoom = database.transaction(readOne)
  const readRoomsOf = database.transaction((userKey: number) =>
    selectRoomsOf
      .all(userKey)
      .map((id) => readOne(blobToId(id)))
      .filter((room) => room !== undefined)
      .sort((one, other) => other.head.at - one.head.at),
  )

  return {
    ...createRoomPages(database),
    ...createRoomHeads(database, users),

    async readRoom(chatRoomId) {
      return readRoom(chatRoomId)
    },

    async readRoomsOf(userId) {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? [] : readRoomsOf(userKey)
    },

    async readMessages({ chatRoomId, throughSeq, limit, skip }) {
      const roomKey = selectRoomKey.get(idToBlob(chatRoomId))
      if (roomKey === undefined) return []
      let lastSeq = Math.min(throughSeq, SEQ_MAX)
      if (skip > 0) {
        const last = selectLastThrough.get(roomKey, roomKey, lastSeq)
        if (last === undefined || last.message_count <= skip) return []
        lastSeq = seqAtMessageCount(roomKey, last.message_count - skip, last.seq)
      }
      return selectPage
        .all(roomKey, roomKey, lastSeq, limit)
        .reverse()
        .map((row) => toMessageState(chatRoomId, row))
    },

    async readMessage(messageId) {
      return rows.readMessage(messageId)
    },

    async haveSharedRoom(userId, otherUserId) {
      const mine = users.keyOf(userId)
      const theirs = users.keyOf(otherUserId)
      return mine !== undefined && theirs !== undefined && selectShared.get(mine, theirs) !== undefined
    },

    async readDirectPartners(userId) {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? [] : selectPartners.all(userKey, userKey, userKey)
    },
  }
}
