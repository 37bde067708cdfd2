import type { Database } from 'better-sqlite3'
import type { Participant, RoomState } from '../../ports/roomState.ts'
import type { MessageState } from '../../ports/roomStore.ts'
import { blobToId, idToBlob } from './keys.ts'

export const KIND_MESSAGE = 1
export const KIND_DELETE = 2
export const KIND_PARTICIPANT_ADDED = 3
export const KIND_PARTICIPANT_REMOVED = 4

/** A room with the keys that only the database knows. */
export type RoomRow = RoomState & { key: number; userKeys: Map<string, number> }

/**
 * What leaves the database of a room. A copy: the writer's room moves on with the next command of a group, before the
 * group's answers are handed over.
 */
export const toRoomState = ({ chatRoomId, kind, createdAt, head, participants }: RoomRow): RoomState => ({
  chatRoomId,
  kind,
  createdAt,
  head: { ...head },
  participants: new Map([...participants].map(([userId, participant]) => [userId, { ...participant }])),
})

export type MessageRow = {
  id: Buffer
  seq: number
  sender: string
  text: string | null
  at: number
  reply_to: Buffer | null
  updated_seq: number | null
  client_message_id: string | null
}

/** Columns of a message, to be selected from `MESSAGE_TABLES`. */
export const MESSAGE_COLUMNS = `entry.id, entry.key & 0xffffffff AS seq, user.id AS sender, message_text.text, entry.at,
  entry.reply_to, entry.updated_seq, entry.client_message_id`
export const MESSAGE_TABLES = `entry JOIN user ON user.key = entry.actor_key
  LEFT JOIN message_text ON message_text.key = entry.text_key`

export const toMessageState = (chatRoomId: string, row: MessageRow): MessageState => ({
  _id: blobToId(row.id),
  chatRoomId,
  seq: row.seq,
  senderId: row.sender,
  text: row.text ?? '',
  createdAt: row.at,
  deleted: row.text === null,
  replyTo: row.reply_to === null ? null : blobToId(row.reply_to),
  updatedSeq: row.updated_seq ?? row.seq,
  clientMessageId: row.client_message_id,
})

export type ParticipantRow = {
  user_key: number
  user_id: string
  ordinal: number
  sent_count: number
  last_read_seq: number
  last_delivered_seq: number
  read_count: number
}

/** Columns of a participant, to be selected from `participant JOIN user ON user.key = user_key`. */
export const PARTICIPANT_COLUMNS = `user_key, user.id AS user_id, ordinal, sent_count, last_read_seq,
  last_delivered_seq, read_count`

export const toParticipant = (row: ParticipantRow): Participant => ({
  userId: row.user_id,
  ordinal: row.ordinal,
  sentCount: row.sent_count,
  lastReadSeq: row.last_read_seq,
  lastDeliveredSeq: row.last_delivered_seq,
  readCount: row.read_count,
})

/** Reads rooms and messages on a connection: the writer's, for preconditions, or the readers'. */
export function createRoomRows(database: Database) {
  const selectRoom = database.prepare<[Buffer], { key: number; is_direct: number; created_at: number }>(
    'SELECT key, direct_lower_key IS NOT NULL AS is_direct, created_at FROM room WHERE id = ?',
  )
  const selectHead = database.prepare<[number, number], { seq: number; id: Buffer; message_count: number; at: number }>(
    `SELECT key & 0xffffffff AS seq, id, message_count, at FROM entry
     WHERE key BETWEEN ? << 32 AND (? << 32 | 0xffffffff) ORDER BY key DESC LIMIT 1`,
  )
  const selectParticipants = database.prepare<[number], ParticipantRow>(
    `SELECT ${PARTICIPANT_COLUMNS} FROM participant JOIN user ON user.key = user_key WHERE room_key = ?
     ORDER BY ordinal`,
  )
  const selectMessage = database.prepare<[Buffer], MessageRow & { room_id: Buffer }>(
    `SELECT room.id AS room_id, ${MESSAGE_COLUMNS} FROM ${MESSAGE_TABLES} JOIN room ON room.key = entry.key >> 32
     WHERE entry.id = ? AND entry.kind = ${KIND_MESSAGE}`,
  )

  return {
    readRoom(chatRoomId: string): RoomRow | undefined {
      const room = selectRoom.get(idToBlob(chatRoomId))
      if (room === undefined) return undefined
      const head = selectHead.get(room.key, room.key)
      const rows = selectParticipants.all(room.key)
      return {
        key: room.key,
        chatRoomId,
        kind: room.is_direct === 1 ? 'direct' : 'group',
        createdAt: room.created_at,
        head:
          head === undefined
            ? { seq: 0, id: null, messageCount: 0, at: room.created_at }
            : { seq: head.seq, id: blobToId(head.id), messageCount: head.message_count, at: head.at },
        participants: new Map(rows.map((row) => [row.user_id, toParticipant(row)])),
        userKeys: new Map(rows.map((row) => [row.user_id, row.user_key])),
      }
    },

    readMessage(messageId: string): MessageState | undefined {
      const row = selectMessage.get(idToBlob(messageId))
      return row === undefined ? undefined : toMessageState(blobToId(row.room_id), row)
    },
  }
}
