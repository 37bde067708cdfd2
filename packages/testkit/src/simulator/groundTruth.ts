import type { InMemoryDatabase } from '@linsta/server/sqlite'

/*
 * What the database holds, read by queries of the simulator's own, and counted without the code under test.
 */

export type TrueMessage = {
  id: string
  seq: number
  senderId: string
  text: string
  deleted: boolean
  updatedSeq: number
  replyTo: string | null
  clientMessageId: string | null
}

type TrueEntry = { seq: number; id: string; kind: 'message' | 'delete' | 'added' | 'removed'; actorId: string }

export type TrueParticipant = {
  userId: string
  sentCount: number
  readCount: number
  lastReadSeq: number
  lastDeliveredSeq: number
}

export type TrueRoom = {
  chatRoomId: string
  entries: TrueEntry[]
  messages: TrueMessage[]
  participants: Map<string, TrueParticipant>
}

type TrueNotification = {
  id: string
  seq: number
  updatedSeq: number
  isRead: boolean
  isRetracted: boolean
  dedupeKey: string
}

export type GroundTruth = {
  rooms: Map<string, TrueRoom>
  /** By user; in the order of the log, with those that were taken back. */
  inboxes: Map<string, TrueNotification[]>
  /** Positions of each inbox's log. */
  inboxSeqs: Map<string, number[]>
  /** By post and person. */
  likes: { postId: string; userId: string; authorId: string; isActive: boolean }[]
}

const KINDS = ['message', 'delete', 'added', 'removed'] as const

type Row = Record<string, unknown>

export function readGroundTruth({ database }: InMemoryDatabase): GroundTruth {
  const all = (sql: string) => database.prepare<[], Row>(sql).all()
  const rooms = new Map<string, TrueRoom>()
  for (const { id } of all('SELECT lower(hex(id)) AS id FROM room')) {
    rooms.set(id as string, { chatRoomId: id as string, entries: [], messages: [], participants: new Map() })
  }
  const entries = all(
    `SELECT lower(hex(room.id)) AS room, entry.key & 0xffffffff AS seq, lower(hex(entry.id)) AS id, entry.kind,
       actor.id AS actor, message_text.text, entry.text_key IS NULL AS deleted,
       ifnull(entry.updated_seq, entry.key & 0xffffffff) AS updated, lower(hex(entry.reply_to)) AS reply,
       entry.client_message_id AS client_message_id
     FROM entry JOIN room ON room.key = entry.key >> 32 JOIN user AS actor ON actor.key = entry.actor_key
     LEFT JOIN message_text ON message_text.key = entry.text_key ORDER BY entry.key`,
  )
  for (const row of entries) {
    const room = rooms.get(row.room as string)
    const kind = KINDS[(row.kind as number) - 1]
    if (room === undefined || kind === undefined) throw new Error('An entry is of no room, or of no kind')
    const fields = { seq: row.seq as number, id: row.id as string }
    room.entries.push({ ...fields, kind, actorId: row.actor as string })
    if (kind !== 'message') continue
    room.messages.push({
      ...fields,
      senderId: row.actor as string,
      text: (row.text ?? '') as string,
      deleted: row.deleted === 1,
      updatedSeq: row.updated as number,
      replyTo: row.reply === '' ? null : (row.reply as string | null),
      clientMessageId: row.client_message_id as string | null,
    })
  }
  const participants = all(
    `SELECT lower(hex(room.id)) AS room, user.id AS userId, sent_count AS sentCount, read_count AS readCount,
       last_read_seq AS lastReadSeq, last_delivered_seq AS lastDeliveredSeq
     FROM participant JOIN room ON room.key = room_key JOIN user ON user.key = user_key`,
  )
  for (const { room, ...participant } of participants) {
    rooms.get(room as string)?.participants.set(participant.userId as string, participant as TrueParticipant)
  }
  return { rooms, ...readInboxes(all) }
}

function readInboxes(all: (sql: string) => Row[]): Pick<GroundTruth, 'inboxes' | 'inboxSeqs' | 'likes'> {
  const inboxes = new Map<string, TrueNotification[]>()
  const inboxSeqs = new Map<string, number[]>()
  const entries = all(
    `SELECT user.id AS userId, inbox_entry.key & 0xffffffff AS seq, lower(hex(inbox_entry.id)) AS id, kind, read_at,
       retracted_at, ifnull(updated_seq, inbox_entry.key & 0xffffffff) AS updated, dedupe_key
     FROM inbox_entry JOIN user ON user.key = inbox_entry.key >> 32 ORDER BY inbox_entry.key`,
  )
  for (const row of entries) {
    const userId = row.userId as string
    const seqs = inboxSeqs.get(userId) ?? []
    inboxSeqs.set(userId, seqs)
    seqs.push(row.seq as number)
    if (row.kind !== 1) continue
    const notifications = inboxes.get(userId) ?? []
    inboxes.set(userId, notifications)
    notifications.push({
      id: row.id as string,
      seq: row.seq as number,
      updatedSeq: row.updated as number,
      isRead: row.read_at !== null,
      isRetracted: row.retracted_at !== null,
      dedupeKey: row.dedupe_key as string,
    })
  }
  const likes = all(
    `SELECT lower(hex(post.id)) AS postId, liker.id AS userId, author.id AS authorId, active = 1 AS isActive
     FROM post_like JOIN post ON post.key = post_key JOIN user AS liker ON liker.key = user_key
     JOIN user AS author ON author.key = post.author_key`,
  ).map((row) => ({ ...row, isActive: row.isActive === 1 }) as GroundTruth['likes'][number])
  return { inboxes, inboxSeqs, likes }
}

/** Messages of others behind somebody's receipt, counted one by one. */
export const countUnread = ({ messages }: TrueRoom, { userId, lastReadSeq }: TrueParticipant): number =>
  messages.filter(({ senderId, seq }) => senderId !== userId && seq > lastReadSeq).length
