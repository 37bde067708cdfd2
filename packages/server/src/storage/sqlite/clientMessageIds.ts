import type { Database } from 'better-sqlite3'
import { SEQ_MAX } from './keys.ts'

/** How far a room's log may run ahead of the index: positions. */
const INDEX_LAG_MAX = 32

/** Those of a room's ids that are not in the index yet. */
export type RecentIds = {
  /** The index has what the log has up to here. */
  indexedSeq: number
  /** By sender's key: the ids of their messages beyond it, and where these are. */
  seqs: Map<number, Map<string, number>>
}

type Room = { key: number; recentIds: RecentIds }

/** True of a row like `entry`'s, called `new`, whose id is in the index. */
export const IS_INDEXED = `EXISTS (
  SELECT 1 FROM client_message_id
  WHERE room_key = new.key >> 32 AND actor_key = new.actor_key AND id = new.client_message_id)`

/**
 * Which client message ids were used in a room, ever (P2). Ids come in no order, so that an index kept with every
 * message changes one more page with every message: half of all pages that a commit writes. It is written for many
 * messages at once instead; the ids beyond it are in memory, and after a start at the end of the room's log. Run in
 * the writer's thread.
 */
export function createClientMessageIds(database: Database) {
  const selectIndexedSeq = database.prepare<[number], number>('SELECT indexed_seq FROM room WHERE key = ?').pluck()
  const selectBeyond = database.prepare<
    [number, number, number],
    { seq: number; actor_key: number; client_message_id: string }
  >(
    `SELECT key & ${SEQ_MAX} AS seq, actor_key, client_message_id FROM entry
     WHERE key > (? << 32 | ?) AND key <= (? << 32 | ${SEQ_MAX}) AND client_message_id IS NOT NULL`,
  )
  const selectIndexed = database
    .prepare<[number, number, string], number>(
      'SELECT seq FROM client_message_id WHERE room_key = ? AND actor_key = ? AND id = ?',
    )
    .pluck()
  const insertBeyond = database.prepare<[number, number, number]>(
    `INSERT INTO client_message_id (room_key, actor_key, id, seq)
     SELECT key >> 32, actor_key, client_message_id, key & ${SEQ_MAX} FROM entry
     WHERE key > (? << 32 | ?) AND key <= (? << 32 | ${SEQ_MAX}) AND client_message_id IS NOT NULL`,
  )
  const updateIndexedSeq = database.prepare<[number, number]>('UPDATE room SET indexed_seq = ? WHERE key = ?')

  function note({ seqs }: RecentIds, message: { seq: number; actorKey: number; id: string }): void {
    const ofActor = seqs.get(message.actorKey)
    if (ofActor === undefined) seqs.set(message.actorKey, new Map([[message.id, message.seq]]))
    else ofActor.set(message.id, message.seq)
  }

  return {
    readRecent(roomKey: number): RecentIds {
      const recent: RecentIds = { indexedSeq: selectIndexedSeq.get(roomKey) ?? 0, seqs: new Map() }
      for (const row of selectBeyond.all(roomKey, recent.indexedSeq, roomKey)) {
        note(recent, { seq: row.seq, actorKey: row.actor_key, id: row.client_message_id })
      }
      return recent
    },

    /** The position of a message that is not indexed yet; undefined if there is none with this id. */
    findRecent: (room: Room, actorKey: number, id: string | undefined): number | undefined =>
      id === undefined ? undefined : room.recentIds.seqs.get(actorKey)?.get(id),

    findIndexed: (room: Room, actorKey: number, id: string | undefined): number | undefined =>
      id === undefined ? undefined : selectIndexed.get(room.key, actorKey, id),

    /** Takes over a message's id, if it has one, once its entry is inserted. */
    add(room: Room, message: { seq: number; actorKey: number; id: string | undefined }): void {
      const { seq, actorKey, id } = message
      const { recentIds } = room
      if (id !== undefined) note(recentIds, { seq, actorKey, id })
      if (seq - recentIds.indexedSeq < INDEX_LAG_MAX) return
      insertBeyond.run(room.key, recentIds.indexedSeq, room.key)
      updateIndexedSeq.run(seq, room.key)
      recentIds.indexedSeq = seq
      recentIds.seqs.clear()
    },
  }
}
