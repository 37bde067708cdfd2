import type { Database } from 'better-sqlite3'
import type { RoomHeadState, RoomStore } from '../../ports/roomStore.ts'
import { blobToId, idToBlob, type UserKeys } from './keys.ts'
import {
  KIND_MESSAGE,
  MESSAGE_COLUMNS,
  MESSAGE_TABLES,
  type MessageRow,
  PARTICIPANT_COLUMNS,
  type ParticipantRow,
  toMessageState,
  toParticipant,
} from './roomRows.ts'

type RoomHeadRow = {
  key: number
  id: Buffer
  created_at: number
  other_key: number | null
  is_direct: number
}

/** The last entry of a participant's room: its head. */
const JOIN_HEAD = `LEFT JOIN entry AS head ON head.key = (
  SELECT max(key) FROM entry WHERE key BETWEEN room_key << 32 AND (room_key << 32 | 0xffffffff))`

/** Reads of the ends of rooms' logs, each of one moment: head, receipts and newest message agree. */
export function createRoomHeads(
  database: Database,
  users: UserKeys,
): Pick<RoomStore, 'readHeads' | 'readHead' | 'countUnread'> {
  const selectPage = database.prepare<
    [{ user: number; at: number | null; room: Buffer | null; limit: number }],
    { id: Buffer }
  >(
    `SELECT room.id
     FROM participant JOIN room ON room.key = room_key ${JOIN_HEAD}
     WHERE user_key = @user AND (@at IS NULL OR (ifnull(head.at, room.created_at), room.id) < (@at, @room))
     ORDER BY ifnull(head.at, room.created_at) DESC, room.id DESC LIMIT @limit`,
  )
  const selectRoom = database.prepare<[number, Buffer], RoomHeadRow>(
    `SELECT room.key, room.id, created_at, direct_lower_key IS NOT NULL AS is_direct,
       CASE ? WHEN direct_lower_key THEN direct_higher_key ELSE direct_lower_key END AS other_key
     FROM room WHERE room.id = ?`,
  )
  const selectHead = database.prepare<[number, number], { seq: number; id: Buffer; message_count: number; at: number }>(
    `SELECT key & 0xffffffff AS seq, id, message_count, at FROM entry
     WHERE key BETWEEN ? << 32 AND (? << 32 | 0xffffffff) ORDER BY key DESC LIMIT 1`,
  )
  const selectParticipant = database.prepare<[number, number], ParticipantRow>(
    `SELECT ${PARTICIPANT_COLUMNS} FROM participant JOIN user ON user.key = user_key
     WHERE room_key = ? AND user_key = ?`,
  )
  const selectOwner = database
    .prepare<[number], string>(
      'SELECT user.id FROM participant JOIN user ON user.key = user_key WHERE room_key = ? ORDER BY ordinal LIMIT 1',
    )
    .pluck()
  const selectNewest = database.prepare<[number, number], MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES}
     WHERE entry.key BETWEEN ? << 32 AND (? << 32 | 0xffffffff) AND entry.kind = ${KIND_MESSAGE}
     ORDER BY entry.key DESC LIMIT 1`,
  )
  const sumUnread = database
    .prepare<[number], number>(
      `SELECT ifnull(sum(ifnull(head.message_count, 0) - sent_count - read_count), 0)
       FROM participant ${JOIN_HEAD} WHERE user_key = ?`,
    )
    .pluck()

  function readOne(id: Buffer, userKey: number): RoomHeadState | undefined {
    const room = selectRoom.get(userKey, id)
    const viewer = room && selectParticipant.get(room.key, userKey)
    if (room === undefined || viewer === undefined) return undefined
    const head = selectHead.get(room.key, room.key)
    const other = room.other_key === null ? undefined : selectParticipant.get(room.key, room.other_key)
    const newest = selectNewest.get(room.key, room.key)
    const chatRoomId = blobToId(id)
    return {
      chatRoomId,
      kind: room.is_direct === 1 ? 'direct' : 'group',
      ownerId: room.is_direct === 1 ? null : (selectOwner.get(room.key) ?? null),
      head:
        head === undefined
          ? { seq: 0, id: null, messageCount: 0, at: room.created_at }
          : { seq: head.seq, id: blobToId(head.id), messageCount: head.message_count, at: head.at },
      viewer: toParticipant(viewer),
      other: other === undefined ? null : toParticipant(other),
      newest: newest === undefined ? null : toMessageState(chatRoomId, newest),
    }
  }

  // One read transaction: the writer commits while these statements run.
  const readPage = database.transaction(
    (page: { user: number; at: number | null; room: Buffer | null; limit: number }) => {
      const rows = selectPage.all({ ...page, limit: page.limit + 1 })
      const listed = rows.slice(0, page.limit)
      const heads = listed.map(({ id }) => readOne(id, page.user)).filter((head) => head !== undefined)
      return { heads, hasMore: rows.length > page.limit }
    },
  )
  const readOneAtOnce = database.transaction(readOne)

  return {
    readHeads: async ({ userId, after, limit }) => {
      const user = users.keyOf(userId)
      if (user === undefined) return { heads: [], hasMore: false }
      return readPage({ user, at: after?.at ?? null, room: after ? idToBlob(after.chatRoomId) : null, limit })
    },

    readHead: async (chatRoomId, userId) => {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? undefined : readOneAtOnce(idToBlob(chatRoomId), userKey)
    },

    countUnread: async (userId) => {
      const userKey = users.keyOf(userId)
      return userKey === undefined ? 0 : (sumUnread.get(userKey) ?? 0)
    },
  }
}
