import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import type { MatchKeysAndValues } from 'mongodb'
import type { Collections, EntryDocument, RoomDocument } from './collections.ts'
import { toId, toObjectId } from './keys.ts'
import { type MovingRoom, moveOver, toMovingRoom } from './roomRows.ts'

const REMEMBERED_ROOMS = 20_000 // rooms; beyond it a page asks once more whether its room is rolled forward
const ROOMS_AT_ONCE = 100 // rooms whose tails one query looks for

/** A room at the end of its log: as it is stored, and what is in the log beyond that. */
export type LoadedRoom = { stored: RoomDocument; tail: readonly EntryDocument[]; moving: MovingRoom }

/**
 * The logs of rooms, and the rooms that follow from them. An entry is in the log or not; the room and the messages that
 * it changes are brought up to it afterwards, by whoever finds them behind: by the process that appended it, or, if that
 * died in between, by any other.
 */
export function createRoomLog({ entries, rooms }: Pick<Collections, 'entries' | 'rooms'>) {
  /** Up to where a room and its messages are known to be applied. */
  const applied = new LRUCache<string, number>({ maxSize: REMEMBERED_ROOMS, sizeCalculation: () => 1 })

  const readTail = (room: Pick<RoomDocument, '_id' | 'head'>): Promise<EntryDocument[]> =>
    entries
      .find({ roomId: room._id, seq: { $gt: room.head.seq } })
      .sort({ seq: 1 })
      .toArray()

  function atEndOfLog(stored: RoomDocument, tail: readonly EntryDocument[]): LoadedRoom {
    const moving = toMovingRoom(stored)
    for (const entry of tail) moveOver(moving, entry)
    return { stored, tail, moving }
  }

  async function load(chatRoomId: string): Promise<LoadedRoom | undefined> {
    const stored = await rooms.findOne({ _id: toObjectId(chatRoomId) })
    return stored === null ? undefined : atEndOfLog(stored, await readTail(stored))
  }

  /** Changes a room over the version it was worked out from. @returns whether that was still the one that is stored */
  async function replace(stored: RoomDocument, next: RoomDocument): Promise<boolean> {
    const { matchedCount } = await rooms.updateOne(
      { _id: stored._id, version: stored.version },
      { $set: changesBetween(stored, next) },
    )
    return matchedCount === 1
  }

  /** Takes the texts of messages away that entries delete. Done twice it changes nothing. */
  async function applyToMessages(tail: readonly EntryDocument[]): Promise<void> {
    for (const entry of tail) {
      if (entry.kind !== 'delete') continue
      const { roomId, targetId, seq, textHash } = entry
      const set = { text: '', deleted: true, textHash, updatedSeq: seq }
      await entries.updateOne({ _id: targetId, roomId, updatedSeq: { $lt: seq } }, { $set: set })
    }
  }

  /**
   * Stores the room as it is at the end of its log as it was loaded, or further. The messages come first: a room that
   * is at an entry tells that everything up to it is applied.
   */
  async function rollForward(loaded: LoadedRoom): Promise<LoadedRoom> {
    const { stored, tail, moving } = loaded
    if (tail.length === 0) {
      applied.set(moving.room.chatRoomId, stored.head.seq)
      return loaded
    }
    await applyToMessages(tail)
    const next = toDocument(stored, moving)
    if (await replace(stored, next)) return rollForward({ stored: next, tail: [], moving })
    // Somebody else moved it meanwhile: to where it is now, or to a receipt that this must not undo.
    return rollForward(await reload(moving.room.chatRoomId))
  }

  async function reload(chatRoomId: string): Promise<LoadedRoom> {
    const loaded = await load(chatRoomId)
    if (loaded === undefined) throw new Error(`The room ${chatRoomId} was there and is not any more`)
    return loaded
  }

  return {
    load,
    rollForward,
    replace,

    /** Sees to it that what is read up to a position is applied, or up to the end of the log if that is less. */
    async ensureApplied(chatRoomId: string, throughSeq: number): Promise<void> {
      if ((applied.get(chatRoomId) ?? 0) >= throughSeq) return
      const loaded = await load(chatRoomId)
      if (loaded !== undefined) await rollForward(loaded)
    },

    /** Rolls somebody's rooms forward, so that what is stored of them can be listed. */
    async rollForwardRoomsOf(userId: string): Promise<void> {
      const inThem = rooms.find({ 'participants.userId': userId }, { projection: { head: 1 } })
      const heads = await inThem.toArray()
      for (let index = 0; index < heads.length; index += ROOMS_AT_ONCE) {
        const some = heads.slice(index, index + ROOMS_AT_ONCE)
        const beyond = some.map(({ _id, head }) => ({ roomId: _id, seq: head.seq + 1 }))
        const behind = await entries.find({ $or: beyond }, { projection: { roomId: 1 } }).toArray()
        for (const { roomId } of behind) await rollForward(await reload(toId(roomId)))
      }
    },
  }
}

export type RoomLog = ReturnType<typeof createRoomLog>

/** The room as it is to be stored next. */
export const toDocument = (stored: RoomDocument, { room, newestId }: MovingRoom): RoomDocument => ({
  ...stored,
  version: stored.version + 1,
  head: { ...room.head, id: room.head.id === null ? null : toObjectId(room.head.id) },
  newestId,
  participants: [...room.participants.values()].map((participant) => ({ ...participant })),
})

/** A send or a receipt changes one participant of up to hundreds: the others are not written again. */
function changesBetween(stored: RoomDocument, next: RoomDocument): MatchKeysAndValues<RoomDocument> {
  const { version, head, newestId, participants } = next
  const isSamePeople =
    participants.length === stored.participants.length &&
    participants.every(({ userId }, index) => userId === stored.participants[index]?.userId)
  if (!isSamePeople) return { version, head, newestId, participants }
  const changed = participants.flatMap((participant, index) =>
    isDeepStrictEqual(participant, stored.participants[index]) ? [] : [[`participants.${index}`, participant] as const],
  )
  return { version, head, newestId, ...Object.fromEntries(changed) }
}
