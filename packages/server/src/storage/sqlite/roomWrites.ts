import { createHmac } from 'node:crypto'
import { LinstaError } from '@linsta/protocol'
import type { Database } from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import {
  applyEntry,
  type EntryEffect,
  type Participant,
  requireParticipantChange,
  unreadCount,
} from '../../ports/roomState.ts'
import type {
  AppendDelete,
  Appended,
  AppendMessage,
  AppendParticipant,
  CreateGroup,
  Entry,
  MessageState,
} from '../../ports/roomStore.ts'
import { createClientMessageIds, IS_INDEXED, type RecentIds } from './clientMessageIds.ts'
import { blobToId, idToBlob, type WritableUserKeys } from './keys.ts'
import { createMessageTexts } from './messageTexts.ts'
import {
  createRoomRows,
  KIND_DELETE,
  KIND_MESSAGE,
  KIND_PARTICIPANT_ADDED,
  KIND_PARTICIPANT_REMOVED,
  type RoomRow,
} from './roomRows.ts'

const CACHED_ROOMS = 20_000 // rooms; beyond it a send reads its room's rows first

type CachedRoom = RoomRow & { recentIds: RecentIds }

type WriterContext = { database: Database; users: WritableUserKeys; contentKey: Buffer }

/** The writes of rooms, run in the writer's thread inside a group's transaction. Refusals come before any change. */
export function createRoomWrites({ database, users, contentKey }: WriterContext) {
  const rows = createRoomRows(database)
  const texts = createMessageTexts(database)
  const clientMessageIds = createClientMessageIds(database)
  const cache = new LRUCache<string, CachedRoom>({ maxSize: CACHED_ROOMS, sizeCalculation: () => 1 })
  /** Participants whose counts moved in this group: one row update each, however often they sent. */
  const moved = new Map<Participant, { roomKey: number; userKey: number }>()

  const insertRoom = database.prepare<[Buffer, number, number, number, number]>(
    'INSERT INTO room (id, creator_key, direct_lower_key, direct_higher_key, created_at) VALUES (?, ?, ?, ?, ?)',
  )
  const insertGroup = database.prepare<[Buffer, number, string | null, number]>(
    'INSERT INTO room (id, creator_key, client_room_id, created_at) VALUES (?, ?, ?, ?)',
  )
  const selectByClientRoomId = database
    .prepare<[number, string], Buffer>('SELECT id FROM room WHERE creator_key = ? AND client_room_id = ?')
    .pluck()
  const insertParticipant = database.prepare<[number, number, number]>(
    'INSERT INTO participant (room_key, user_key, ordinal) VALUES (?, ?, ?)',
  )
  const insertJoiner = database.prepare<[number, number, number, number, number, number]>(
    `INSERT INTO participant (room_key, user_key, ordinal, last_read_seq, last_delivered_seq, read_count)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const deleteParticipant = database.prepare<[number, number]>(
    'DELETE FROM participant WHERE room_key = ? AND user_key = ?',
  )
  const insertChange = database.prepare<[number, number, Buffer, number, number, number, number, number]>(
    `INSERT INTO entry (key, id, kind, actor_key, at, message_count, target_user_key)
     VALUES (? << 32 | ?, ?, ?, ?, ?, ?, ?)`,
  )
  const selectDirect = database
    .prepare<[number, number], Buffer>('SELECT id FROM room WHERE direct_lower_key = ? AND direct_higher_key = ?')
    .pluck()
  const insertMessage = database.prepare<
    [number, number, Buffer, number, number, number, Buffer | null, string | null, number]
  >(
    `INSERT INTO entry (key, id, kind, actor_key, at, message_count, reply_to, client_message_id, text_key)
     SELECT * FROM (SELECT ? << 32 | ? AS key, ?, ${KIND_MESSAGE}, ? AS actor_key, ?, ?, ?, ? AS client_message_id, ?) AS new
     WHERE NOT ${IS_INDEXED}`,
  )
  const updateParticipant = database.prepare<[number, number, number, number, number, number]>(
    `UPDATE participant SET sent_count = ?, last_read_seq = ?, last_delivered_seq = ?, read_count = ?
     WHERE room_key = ? AND user_key = ?`,
  )
  const insertDelete = database.prepare<[number, number, Buffer, number, number, number, number]>(
    `INSERT INTO entry (key, id, kind, actor_key, at, message_count, target_seq)
     VALUES (? << 32 | ?, ?, ${KIND_DELETE}, ?, ?, ?, ?)`,
  )
  const markDeleted = database.prepare<[Buffer, number, number, number]>(
    'UPDATE entry SET text_key = NULL, text_hash = ?, updated_seq = ? WHERE key = (? << 32 | ?)',
  )
  const selectEntry = database.prepare<[number, number], { id: Buffer; at: number; text_hash: Buffer | null }>(
    'SELECT id, at, text_hash FROM entry WHERE key = (? << 32 | ?)',
  )
  const countOthersAfter = database
    .prepare<[number, number, number, number, number], number>(
      `SELECT count(*) FROM entry
       WHERE key > (? << 32 | ?) AND key <= (? << 32 | 0xffffffff) AND kind = ? AND actor_key <> ?`,
    )
    .pluck()

  function getRoom(chatRoomId: string): CachedRoom {
    const known = cache.get(chatRoomId)
    if (known !== undefined) return known
    flush() // What is read next must not miss counts that this group moved.
    const row = rows.readRoom(chatRoomId)
    if (row === undefined) throw new LinstaError('room_not_found')
    const room = { ...row, recentIds: clientMessageIds.readRecent(row.key) }
    cache.set(chatRoomId, room)
    return room
  }

  function readMessage(messageId: string): MessageState | undefined {
    texts.flush()
    return rows.readMessage(messageId)
  }

  function keyOfParticipant(room: RoomRow, userId: string): number {
    const userKey = room.userKeys.get(userId)
    if (userKey === undefined) throw new LinstaError('not_a_participant')
    return userKey
  }

  function participantOf(room: RoomRow, userId: string): Participant {
    const participant = room.participants.get(userId)
    if (participant === undefined) throw new LinstaError('not_a_participant')
    return participant
  }

  /** Keyed, so that a database that is looked at tells nothing of a deleted text. */
  const hashText = (text: string): Buffer => createHmac('sha256', contentKey).update(text).digest()

  /** The earlier entry of a repeated `clientMessageId`. */
  function repeated(room: RoomRow, seq: number | undefined, command: AppendMessage): Appended {
    const earlier = seq === undefined ? undefined : selectEntry.get(room.key, seq)
    const message = earlier && readMessage(blobToId(earlier.id))
    if (earlier === undefined || message === undefined) throw new Error('A repeated clientMessageId has no message')
    const sameText =
      earlier.text_hash === null ? message.text === command.text : hashText(command.text).equals(earlier.text_hash)
    if (!sameText) throw new LinstaError('conflict')
    const entry: Entry = {
      chatRoomId: command.chatRoomId,
      seq: message.seq,
      id: message._id,
      kind: 'message',
      actorId: command.actorId,
      at: message.createdAt,
      message,
    }
    return { entry, repeated: true }
  }

  /** The entry that deleted a message: nothing changes a message after it. */
  function deletedBefore(room: RoomRow, message: MessageState): Appended {
    const { chatRoomId, senderId: actorId, updatedSeq: seq } = message
    const earlier = selectEntry.get(room.key, seq)
    if (earlier === undefined) throw new Error('A deleted message has no entry that deleted it')
    const { id, at } = earlier
    return { entry: { chatRoomId, seq, id: blobToId(id), kind: 'delete', actorId, at, message }, repeated: true }
  }

  function move(room: RoomRow, entry: EntryEffect, userKey: number): void {
    applyEntry(room, entry)
    const participant = room.participants.get(entry.actorId)
    if (participant !== undefined) moved.set(participant, { roomKey: room.key, userKey })
  }

  /** Writes the counts that moved in this group, and its texts. Called before its commit. */
  function flush(): void {
    for (const [participant, { roomKey, userKey }] of moved) {
      const { sentCount, lastReadSeq, lastDeliveredSeq, readCount } = participant
      updateParticipant.run(sentCount, lastReadSeq, lastDeliveredSeq, readCount, roomKey, userKey)
    }
    moved.clear()
    texts.flush()
  }

  return {
    flush,

    /** Forgets what a rolled-back transaction had put into memory. */
    forget(): void {
      cache.clear()
      moved.clear()
      texts.forget()
    },

    /** @returns the room's id: of the one that exists, or of the new one */
    openDirectRoom(command: { chatRoomId: string; creatorId: string; otherUserId: string; at: number }): string {
      const creatorKey = users.ensure(command.creatorId)
      const otherKey = users.ensure(command.otherUserId)
      const lower = Math.min(creatorKey, otherKey)
      const higher = Math.max(creatorKey, otherKey)
      const existing = selectDirect.get(lower, higher)
      if (existing !== undefined) return blobToId(existing)
      const roomKey = Number(
        insertRoom.run(idToBlob(command.chatRoomId), creatorKey, lower, higher, command.at).lastInsertRowid,
      )
      insertParticipant.run(roomKey, creatorKey, 0)
      insertParticipant.run(roomKey, otherKey, 1)
      return command.chatRoomId
    },

    /** @returns the new message's `seq` alone, which costs less to hand over than an entry its sender knows already */
    appendMessage(command: AppendMessage): Appended | number {
      const room = getRoom(command.chatRoomId)
      const userKey = keyOfParticipant(room, command.actorId)
      if (command.replyTo !== null && readMessage(command.replyTo)?.chatRoomId !== command.chatRoomId) {
        throw new LinstaError('message_not_found')
      }
      const { clientMessageId } = command
      const earlierSeq = clientMessageIds.findRecent(room, userKey, clientMessageId)
      if (earlierSeq !== undefined) return repeated(room, earlierSeq, command)
      const seq = room.head.seq + 1
      const textKey = texts.nextKey()
      const { changes } = insertMessage.run(
        room.key,
        seq,
        idToBlob(command.id),
        userKey,
        command.at,
        room.head.messageCount + 1,
        command.replyTo === null ? null : idToBlob(command.replyTo),
        clientMessageId ?? null,
        textKey,
      )
      if (changes === 0) return repeated(room, clientMessageIds.findIndexed(room, userKey, clientMessageId), command)
      texts.add(textKey, command.text)
      clientMessageIds.add(room, { seq, actorKey: userKey, id: clientMessageId })
      move(room, { ...command, seq }, userKey)
      return seq
    },

    appendDelete(command: AppendDelete): Appended {
      const room = getRoom(command.chatRoomId)
      const userKey = keyOfParticipant(room, command.actorId)
      const target = readMessage(command.messageId)
      if (target === undefined || target.chatRoomId !== command.chatRoomId) throw new LinstaError('message_not_found')
      if (target.senderId !== command.actorId) throw new LinstaError('not_your_message')
      const { chatRoomId, actorId } = command
      if (target.deleted) return deletedBefore(room, target)
      const seq = room.head.seq + 1
      insertDelete.run(room.key, seq, idToBlob(command.id), userKey, command.at, room.head.messageCount, target.seq)
      texts.remove(room.key, target.seq)
      markDeleted.run(hashText(target.text), seq, room.key, target.seq)
      const message: MessageState = { ...target, text: '', deleted: true, updatedSeq: seq }
      const entry: Entry = { chatRoomId, seq, id: command.id, kind: 'delete', actorId, at: command.at, message }
      move(room, entry, userKey)
      return { entry, repeated: false }
    },

    /** @returns the group's id: of the one that its owner made under this `clientRoomId`, or of the new one */
    createGroup(command: CreateGroup): string {
      const { chatRoomId, ownerId, userIds, clientRoomId = null, at } = command
      const ownerKey = users.ensure(ownerId)
      const existing = clientRoomId === null ? undefined : selectByClientRoomId.get(ownerKey, clientRoomId)
      if (existing !== undefined) return blobToId(existing)
      const roomKey = Number(insertGroup.run(idToBlob(chatRoomId), ownerKey, clientRoomId, at).lastInsertRowid)
      for (const [ordinal, userId] of [...new Set([ownerId, ...userIds])].entries()) {
        insertParticipant.run(roomKey, users.ensure(userId), ordinal)
      }
      return chatRoomId
    },

    appendParticipant(command: AppendParticipant): Appended {
      const { chatRoomId, kind, id, actorId, at, userId } = command
      const room = getRoom(chatRoomId)
      const actorKey = keyOfParticipant(room, actorId)
      requireParticipantChange(room, command)
      const userKey = users.ensure(userId)
      const seq = room.head.seq + 1
      const kindNumber = kind === 'participant_added' ? KIND_PARTICIPANT_ADDED : KIND_PARTICIPANT_REMOVED
      insertChange.run(room.key, seq, idToBlob(id), kindNumber, actorKey, at, room.head.messageCount, userKey)
      const leaver = room.participants.get(userId)
      applyEntry(room, { kind, seq, id, at, actorId, userId })
      if (kind === 'participant_added') {
        const { ordinal, lastReadSeq, lastDeliveredSeq, readCount } = participantOf(room, userId)
        insertJoiner.run(room.key, userKey, ordinal, lastReadSeq, lastDeliveredSeq, readCount)
        room.userKeys.set(userId, userKey)
      } else {
        deleteParticipant.run(room.key, userKey)
        room.userKeys.delete(userId)
        if (leaver !== undefined) moved.delete(leaver)
      }
      return { entry: { chatRoomId, seq, id, kind, actorId, at, userId }, repeated: false }
    },

    moveReceipt(command: {
      chatRoomId: string
      userId: string
      lastReadSeq?: number
      lastDeliveredSeq?: number
    }): Participant {
      const room = getRoom(command.chatRoomId)
      const participant = participantOf(room, command.userId)
      const userKey = keyOfParticipant(room, command.userId)
      const readSeq = Math.min(command.lastReadSeq ?? 0, room.head.seq)
      const deliveredSeq = Math.max(Math.min(command.lastDeliveredSeq ?? 0, room.head.seq), readSeq)
      if (readSeq > participant.lastReadSeq) {
        const unread = countOthersAfter.get(room.key, readSeq, room.key, KIND_MESSAGE, userKey) ?? 0
        participant.lastReadSeq = readSeq
        participant.readCount += unreadCount(room.head, participant) - unread
        moved.set(participant, { roomKey: room.key, userKey })
      }
      if (deliveredSeq > participant.lastDeliveredSeq) {
        participant.lastDeliveredSeq = deliveredSeq
        moved.set(participant, { roomKey: room.key, userKey })
      }
      return { ...participant }
    },
  }
}
