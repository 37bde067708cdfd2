import { z } from 'zod'
import {
  CHANGES_LIMIT,
  CHANGES_LIMIT_MAX,
  CHANGES_ROOMS_MAX,
  HISTORY_LIMIT,
  HISTORY_LIMIT_MAX,
  PRESENCE_USERS_MAX,
} from './bounds.ts'
import { roomEntry } from './entry.ts'
import { cutNumber, linstaId, seqField, userId } from './fields.ts'
import { message } from './message.ts'
import { inboxChanges, NOTIFICATIONS_LIMIT, NOTIFICATIONS_LIMIT_MAX, notification } from './notification.ts'
import { position } from './position.ts'
import { presence } from './presence.ts'
import { participant, roomHead } from './room.ts'

/*
 * The calls by which a client catches up and stays in step, the same on socket and REST.
 */

const chatRoomId = linstaId('chatRoomId')
const CURSOR = 'cursor must be what an answer named'

export const syncRequest = z.object({
  /** The database one was in step with; with another one everything kept of it is void. */
  epoch: z.string({ error: 'epoch must be a string' }).max(100).optional(),
  /** The last entry one has of the inbox. Without it the inbox answers `reset`. */
  inbox: position.optional(),
  /** The next page of rooms, as the page before named it. */
  cursor: z.string({ error: CURSOR }).max(100).optional(),
})

/** `inbox`, `unreadTotal`: on the first page, the one that was asked for without a cursor. */
export const syncAnswer = z.object({
  epoch: z.string(),
  /** The client's `epoch` was another one: forget what was kept. */
  reset: z.boolean(),
  /** Most recently active first. A room that is on no page is one that one is not in. */
  rooms: z.array(roomHead),
  nextCursor: z.string().nullable(),
  unreadTotal: z.int().optional(),
  inbox: inboxChanges.optional(),
})
export type SyncAnswer = z.infer<typeof syncAnswer>

const changesLimit = cutNumber('limit', 1, CHANGES_LIMIT_MAX).default(CHANGES_LIMIT)
const ROOMS = `rooms must be a list of 1 to ${CHANGES_ROOMS_MAX} rooms`

export const changesRequest = z.object({
  rooms: z.array(z.object({ chatRoomId, position }), { error: ROOMS }).min(1, ROOMS).max(CHANGES_ROOMS_MAX, ROOMS),
  limit: changesLimit,
})

/** What a room went through since a position. `gone`: one is not in it, or it is not there. */
export const roomChanges = z.discriminatedUnion('outcome', [
  z.object({
    chatRoomId,
    outcome: z.literal('changes'),
    entries: z.array(roomEntry),
    /** Behind the last of `entries`. */
    position,
    hasMore: z.boolean(),
  }),
  z.object({ chatRoomId, outcome: z.literal('reset') }),
  z.object({ chatRoomId, outcome: z.literal('gone') }),
])
export type RoomChanges = z.infer<typeof roomChanges>
export const changesAnswer = z.object({ rooms: z.array(roomChanges) })

/** Which page of a room's messages: the newest without `before`, `after` and `around`, of which one may be there. */
export const onePlace = <Shape extends { before: z.ZodType; after: z.ZodType; around: z.ZodType }>(shape: Shape) =>
  z
    .object(shape)
    .refine(
      (request: { before?: unknown; after?: unknown; around?: unknown }) =>
        [request.before, request.after, request.around].filter((seq) => seq !== undefined).length <= 1,
      'only one of before, after and around may be there',
    )

export const messagesRequest = onePlace({
  chatRoomId,
  before: seqField('before').optional(),
  after: seqField('after').optional(),
  around: seqField('around').optional(),
  limit: cutNumber('limit', 1, HISTORY_LIMIT_MAX).default(HISTORY_LIMIT),
})

/** Messages in their current state, oldest first. Less than `limit` of them where they would not fit the answer. */
export const messagesAnswer = z.object({
  messages: z.array(message),
  hasMoreBefore: z.boolean(),
  hasMoreAfter: z.boolean(),
  /** The end of the room's log when the page was read: its states hold what happened up to here. */
  position,
})
export type MessagesAnswer = z.infer<typeof messagesAnswer>

/** The next page of participants, as the page before named it. */
export const peopleCursor = z
  .string({ error: CURSOR })
  .regex(/^\d{1,9}$/, CURSOR)
  .optional()

export const roomRequest = z.object({ chatRoomId, cursor: peopleCursor })

/** Participants in the order in which they came, as many as fit; `nextCursor` is null where there are no more. */
export const roomAnswer = z.object({
  room: roomHead,
  participants: z.array(participant),
  nextCursor: z.string().nullable(),
})
export type RoomAnswer = z.infer<typeof roomAnswer>

export const deliveredRequest = z.object({
  rooms: z
    .array(z.object({ chatRoomId, seq: seqField('seq') }), { error: ROOMS })
    .min(1, ROOMS)
    .max(CHANGES_ROOMS_MAX, ROOMS),
})

export const inboxChangesRequest = z.object({ position, limit: changesLimit })

export const notificationsRequest = z.object({
  /** Those with a lower `seq`; the newest without it. */
  before: seqField('before').optional(),
  limit: cutNumber('limit', 1, NOTIFICATIONS_LIMIT_MAX).default(NOTIFICATIONS_LIMIT),
})

/** Newest first, without those that were taken back. */
export const notificationsAnswer = z.object({
  notifications: z.array(notification),
  hasMore: z.boolean(),
  /** The end of the inbox's log when the page was read. */
  position,
  unreadCount: z.int(),
})
export type NotificationsAnswer = z.infer<typeof notificationsAnswer>

const USERS = `userIds must be a list of at most ${PRESENCE_USERS_MAX} ids`
export const presenceRequest = z.object({
  userIds: z.array(userId('userIds'), { error: USERS }).max(PRESENCE_USERS_MAX, USERS),
})
export const presenceAnswer = z.object({ presence: z.array(presence) })
