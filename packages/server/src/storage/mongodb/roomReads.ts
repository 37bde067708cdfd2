import type { RoomStore } from '../../ports/roomStore.ts'
import type { Collections } from './collections.ts'
import { toObjectId } from './keys.ts'
import { createRoomHeads } from './roomHeads.ts'
import type { RoomLog } from './roomLog.ts'
import { createRoomPages } from './roomPages.ts'
import { toMessageState, toMovingRoom } from './roomRows.ts'

type RoomReads = Omit<RoomStore, 'openDirectRoom' | 'createGroup' | 'append' | 'moveReceipt'>
type Context = Pick<Collections, 'entries' | 'rooms'> & { log: RoomLog }

/** What the rules read of rooms. */
export function createRoomReads({ entries, rooms, log }: Context): RoomReads {
  return {
    ...createRoomPages({ entries, rooms, log }),
    ...createRoomHeads({ entries, rooms, log }),

    async readRoom(chatRoomId) {
      return (await log.load(chatRoomId))?.moving.room
    },

    async readRoomsOf(userId) {
      await log.rollForwardRoomsOf(userId)
      const documents = await rooms.find({ 'participants.userId': userId }).sort({ 'head.at': -1, _id: -1 }).toArray()
      return documents.map((document) => toMovingRoom(document).room)
    },

    async readMessage(messageId) {
      const entry = await entries.findOne({ _id: toObjectId(messageId) })
      return entry?.kind === 'message' ? toMessageState(entry) : undefined
    },

    async haveSharedRoom(userId, otherUserId) {
      const both = { $and: [{ 'participants.userId': userId }, { 'participants.userId': otherUserId }] }
      return (await rooms.findOne(both, { projection: { _id: 1 } })) !== null
    },

    async readDirectPartners(userId) {
      const documents = await rooms.find({ 'participants.userId': userId, kind: 'direct' }).toArray()
      return documents.flatMap(({ participants }) =>
        participants.map((participant) => participant.userId).filter((participant) => participant !== userId),
      )
    },
  }
}
