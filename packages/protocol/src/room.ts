import { z } from 'zod'
import { ROOM_PARTICIPANTS_MAX } from './bounds.ts'
import { isoTime, linstaId, retryId, userId } from './fields.ts'
import { person } from './person.ts'
import { position } from './position.ts'
import { receipt } from './receipt.ts'

/** The answer to opening a direct room: its creator comes first in `participants`. */
export const openedRoom = z.object({
  chatRoomId: linstaId('chatRoomId'),
  participants: z.array(z.string()),
  createdAt: isoTime,
})
export type OpenedRoom = z.infer<typeof openedRoom>

export const listedRoom = z.object({
  _id: linstaId('_id'),
  participants: z.array(person),
  createdAt: isoTime,
  updatedAt: isoTime,
})
export type ListedRoom = z.infer<typeof listedRoom>

const OTHERS = `userIds must be a list of 1 to ${ROOM_PARTICIPANTS_MAX - 1} ids`

/**
 * A group to be: whoever makes it owns it as long as they are in it. With a `clientRoomId` that they used before it is the group of
 * then, whoever is named now.
 */
export const newRoom = z.object({
  userIds: z
    .array(userId('userIds'), { error: OTHERS })
    .min(1, OTHERS)
    .max(ROOM_PARTICIPANTS_MAX - 1, OTHERS),
  clientRoomId: retryId('clientRoomId'),
})

/** The newest message of a room as lists show it. */
export const preview = z.object({
  messageId: linstaId('messageId'),
  seq: z.int(),
  senderId: z.string(),
  /** Cut to 200 UTF-16 units; empty where the message was deleted. */
  text: z.string(),
  deleted: z.boolean(),
  createdAt: isoTime,
})
export type Preview = z.infer<typeof preview>

/** The end of a room's log as one participant sees it. */
export const roomHead = z.object({
  chatRoomId: linstaId('chatRoomId'),
  /** A direct room is of two people for good; a group has whom its owner adds. */
  kind: z.enum(['direct', 'group']),
  /** Who may add people to a group and remove them: whoever has been there longest. Null in a direct room. */
  ownerId: z.string().nullable(),
  position,
  /** Messages of others after the viewer's receipt. */
  unread: z.int(),
  preview: preview.nullable(),
  /** The viewer's own; in a direct room the other one's behind it, where they show it. */
  receipts: z.array(receipt),
  /** The other one in a direct room; null in a group. */
  other: person.nullable(),
  updatedAt: isoTime,
})
export type RoomHead = z.infer<typeof roomHead>

/** Somebody in a room; their receipt where they show it. */
export const participant = z.object({ user: person, receipt: receipt.nullable() })
export type Participant = z.infer<typeof participant>
