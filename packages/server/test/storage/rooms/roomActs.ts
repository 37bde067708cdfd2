import { unreadCount } from '../../../src/ports/roomState.ts'
import type { Appended, AppendMessage, Entry } from '../../../src/ports/roomStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { NOON, newId, newUserId } from '../kit.ts'

/** Two people who talk. */
export const ann = newUserId('ann')
export const bob = newUserId('bob')
/** Somebody else. */
export const cid = newUserId('cid')

export type MessageFields = Partial<Pick<AppendMessage, 'id' | 'at' | 'text' | 'clientMessageId' | 'replyTo'>>

/** What appending or deleting a message is answered with. */
type AppendedMessage = { entry: Extract<Entry, { kind: 'message' | 'delete' }>; repeated: boolean }

function aboutMessage({ entry, repeated }: Appended): AppendedMessage {
  if (!('message' in entry)) throw new Error(`A message was appended as ${entry.kind}`)
  return { entry, repeated }
}

/** A participant of a room that was just made, in which nothing happened. */
export const atTheStart = (userId: string, ordinal: number) => ({
  userId,
  ordinal,
  sentCount: 0,
  lastReadSeq: 0,
  lastDeliveredSeq: 0,
  readCount: 0,
})

/** What the contract's tests do with rooms. */
export function createRoomActs(storage: () => Storage) {
  async function openRoom(creatorId: string, otherUserId: string, at = NOON): Promise<string> {
    const { chatRoomId } = await storage().rooms.openDirectRoom({ chatRoomId: newId(), creatorId, otherUserId, at })
    return chatRoomId
  }

  async function readRoom(chatRoomId: string) {
    const room = await storage().rooms.readRoom(chatRoomId)
    if (room === undefined) throw new Error('There is no such room')
    return room
  }

  async function readParticipant(chatRoomId: string, userId: string) {
    const participant = (await readRoom(chatRoomId)).participants.get(userId)
    if (participant === undefined) throw new Error('Nobody of this id participates')
    return participant
  }

  return {
    openRoom,
    readRoom,
    readParticipant,

    /** A room of two people whom no other test knows, for what concerns all rooms of somebody. */
    async openRoomOfTwo() {
      const [creator, other] = [newUserId('creator'), newUserId('other')]
      return { creator, other, chatRoomId: await openRoom(creator, other) }
    },

    async send(chatRoomId: string, actorId: string, fields: MessageFields = {}) {
      const standard = { id: newId(), at: NOON, text: 'A text', clientMessageId: undefined, replyTo: null }
      const command = { kind: 'message' as const, chatRoomId, actorId, ...standard, ...fields }
      return aboutMessage(await storage().rooms.append(command))
    },

    async remove(chatRoomId: string, actorId: string, target: { messageId: string; id?: string; at?: number }) {
      const command = { kind: 'delete' as const, chatRoomId, actorId, id: newId(), at: NOON, ...target }
      return aboutMessage(await storage().rooms.append(command))
    },

    /** A group of people whom no other test knows. */
    async createGroup(count = 3) {
      const [ownerId, ...others] = Array.from({ length: count }, () => newUserId('member'))
      if (ownerId === undefined) throw new Error('A group has somebody in it')
      const { chatRoomId } = await storage().rooms.createGroup({
        chatRoomId: newId(),
        ownerId,
        userIds: others,
        clientRoomId: undefined,
        at: NOON,
      })
      return { chatRoomId, ownerId, others }
    },

    add: (chatRoomId: string, actorId: string, { userId, at = NOON }: { userId: string; at?: number }) =>
      storage().rooms.append({ kind: 'participant_added', chatRoomId, actorId, userId, id: newId(), at }),

    takeOut: (chatRoomId: string, actorId: string, { userId, at = NOON }: { userId: string; at?: number }) =>
      storage().rooms.append({ kind: 'participant_removed', chatRoomId, actorId, userId, id: newId(), at }),

    leave: (chatRoomId: string, userId: string) =>
      storage().rooms.append({
        kind: 'participant_removed',
        chatRoomId,
        actorId: userId,
        userId,
        id: newId(),
        at: NOON,
      }),

    moveReceipt: (chatRoomId: string, userId: string, lastReadSeq: number) =>
      storage().rooms.moveReceipt({ chatRoomId, userId, lastReadSeq }),

    receive: (chatRoomId: string, userId: string, lastDeliveredSeq: number) =>
      storage().rooms.moveReceipt({ chatRoomId, userId, lastDeliveredSeq }),

    unread: async (chatRoomId: string, userId: string) =>
      unreadCount((await readRoom(chatRoomId)).head, await readParticipant(chatRoomId, userId)),

    /** Everything of a room, oldest first. */
    readAll: async (chatRoomId: string) =>
      storage().rooms.readMessages({
        chatRoomId,
        throughSeq: (await readRoom(chatRoomId)).head.seq,
        limit: 1_000_000,
        skip: 0,
      }),
  }
}
