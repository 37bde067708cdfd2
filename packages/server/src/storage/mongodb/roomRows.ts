import type { ObjectId } from 'mongodb'
import { applyEntry, type EntryEffect, type RoomState } from '../../ports/roomState.ts'
import type { Entry, MessageState } from '../../ports/roomStore.ts'
import type { EntryDocument, RoomDocument } from './collections.ts'
import { toId } from './keys.ts'

export type MessageDocument = Extract<EntryDocument, { kind: 'message' }>
export type DeleteDocument = Extract<EntryDocument, { kind: 'delete' }>

/** A room that moves over entries of its log, and the newest message in it. */
export type MovingRoom = { room: RoomState; newestId: ObjectId | null }

export const toMovingRoom = (document: RoomDocument): MovingRoom => ({
  room: {
    chatRoomId: toId(document._id),
    kind: document.kind,
    createdAt: document.createdAt,
    head: { ...document.head, id: document.head.id === null ? null : toId(document.head.id) },
    participants: new Map(document.participants.map((participant) => [participant.userId, { ...participant }])),
  },
  newestId: document.newestId,
})

/** A room that moves on by itself. */
export const copyMovingRoom = ({ room, newestId }: MovingRoom): MovingRoom => ({
  room: {
    ...room,
    head: { ...room.head },
    participants: new Map([...room.participants].map(([userId, participant]) => [userId, { ...participant }])),
  },
  newestId,
})

/** @throws Error if the entry is not the next one */
export function moveOver(moving: MovingRoom, entry: EntryDocument): void {
  const { room } = moving
  if (entry.seq !== room.head.seq + 1) {
    throw new Error(`Entry ${entry.seq} of room ${room.chatRoomId} does not follow ${room.head.seq}`)
  }
  applyEntry(room, toEffect(entry))
  if (entry.kind === 'message') moving.newestId = entry._id
}

function toEffect(entry: EntryDocument): EntryEffect {
  const fields = { seq: entry.seq, id: toId(entry._id), at: entry.at, actorId: entry.actorId }
  if (entry.kind === 'message' || entry.kind === 'delete') return { ...fields, kind: entry.kind }
  return { ...fields, kind: entry.kind, userId: entry.userId }
}

export const toMessageState = (message: MessageDocument): MessageState => ({
  _id: toId(message._id),
  chatRoomId: toId(message.roomId),
  seq: message.seq,
  senderId: message.actorId,
  text: message.text,
  createdAt: message.at,
  deleted: message.deleted,
  replyTo: message.replyTo === null ? null : toId(message.replyTo),
  updatedSeq: message.updatedSeq,
  clientMessageId: message.clientMessageId,
})

/** @param target the message that a `delete` names */
export function toEntry(entry: EntryDocument, target?: MessageDocument): Entry {
  const { seq, actorId, at } = entry
  const fields = { chatRoomId: toId(entry.roomId), seq, id: toId(entry._id), actorId, at }
  if (entry.kind === 'message') return { ...fields, kind: 'message', message: toMessageState(entry) }
  if (entry.kind === 'delete') {
    if (target === undefined) throw new Error(`Entry ${fields.id} names a message that is not there`)
    return { ...fields, kind: 'delete', message: toMessageState(target) }
  }
  return { ...fields, kind: entry.kind, userId: entry.userId }
}
