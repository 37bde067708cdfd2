import type { ObjectId } from 'mongodb'
import { ownerOf, type RoomState, unreadCount } from '../../ports/roomState.ts'
import type { MessageState, RoomHeadState, RoomStore } from '../../ports/roomStore.ts'
import type { Collections } from './collections.ts'
import { toObjectId } from './keys.ts'
import type { RoomLog } from './roomLog.ts'
import { type MovingRoom, toMessageState, toMovingRoom } from './roomRows.ts'

type Context = Pick<Collections, 'entries' | 'rooms'> & { log: Pick<RoomLog, 'load' | 'rollForwardRoomsOf'> }

/** Reads of the ends of rooms' logs, each of one moment: head, receipts and newest message agree. */
export function createRoomHeads(context: Context): Pick<RoomStore, 'readHeads' | 'readHead' | 'countUnread'> {
  const { entries, rooms, log } = context

  async function readNewest(listed: readonly MovingRoom[]): Promise<Map<string, MessageState>> {
    const withMessages = listed.filter(({ newestId }) => newestId !== null)
    if (withMessages.length === 0) return new Map()
    const found = await entries
      .find({
        roomId: { $in: withMessages.map(({ room }) => toObjectId(room.chatRoomId)) },
        _id: { $in: withMessages.map(({ newestId }) => newestId as ObjectId) },
      })
      .toArray()
    const messages = found.filter((entry) => entry.kind === 'message').map(toMessageState)
    return new Map(messages.map((message) => [message.chatRoomId, message]))
  }

  return {
    async readHeads({ userId, after, limit }) {
      // Once is enough for all pages: who lists their rooms hears of what is appended from then on.
      if (after === undefined) await log.rollForwardRoomsOf(userId)
      const behind =
        after === undefined
          ? {}
          : {
              $or: [
                { 'head.at': { $lt: after.at } },
                { 'head.at': after.at, _id: { $lt: toObjectId(after.chatRoomId) } },
              ],
            }
      const documents = await rooms
        .find({ 'participants.userId': userId, ...behind })
        .sort({ 'head.at': -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const listed = documents.slice(0, limit).map(toMovingRoom)
      const newest = await readNewest(listed)
      const heads = listed.map(({ room }) => toHeadState(room, userId, newest.get(room.chatRoomId)))
      return { heads: heads.filter((head) => head !== undefined), hasMore: documents.length > limit }
    },

    async readHead(chatRoomId, userId) {
      const moving = (await log.load(chatRoomId))?.moving
      if (moving === undefined || !moving.room.participants.has(userId)) return undefined
      return toHeadState(moving.room, userId, (await readNewest([moving])).get(chatRoomId))
    },

    async countUnread(userId) {
      await log.rollForwardRoomsOf(userId)
      const documents = await rooms.find({ 'participants.userId': userId }).toArray()
      const counts = documents.map(({ head, participants }) => {
        const own = participants.find((participant) => participant.userId === userId)
        return own === undefined ? 0 : unreadCount({ ...head, id: null }, own)
      })
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

/** undefined for those who are not in the room. */
function toHeadState(room: RoomState, userId: string, newest: MessageState | undefined): RoomHeadState | undefined {
  const { chatRoomId, kind, head, participants } = room
  const viewer = participants.get(userId)
  if (viewer === undefined) return undefined
  const other = [...participants.values()].find((participant) => participant !== viewer)
  const byKind = kind === 'direct' ? { ownerId: null, other: other ?? null } : { ownerId: ownerOf(room), other: null }
  return { chatRoomId, kind, head, viewer, ...byKind, newest: newest ?? null }
}
