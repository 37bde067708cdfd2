import { z } from 'zod'
import { atMost, isoTime, linstaId, requiredText, retryId, userId } from './fields.ts'
import { position } from './position.ts'

export const NOTIFICATIONS_LIMIT = 20 // notifications a page when none is named
export const NOTIFICATIONS_LIMIT_MAX = 100 // notifications a page at most

export const NOTIFY_USERS_MAX = 1_000 // people that one call tells: a group's commit stays short
export const NOTIFICATION_MESSAGE_MAX = 1_000 // UTF-16 units
export const NOTIFICATION_DATA_MAX = 4_096 // UTF-16 units of JSON: a page of them fits an answer
const NAME_MAX = 128 // UTF-16 units of a type or an id: as much as a user's id may have

/** `type` is open: `LIKE`, `COMMENT`, `EVENT_RSVP`, `NEW_STORY`, `NEW_POST`, `NEW_EVENT` and what later versions or hosts define. */
export const notification = z.object({
  _id: linstaId('_id'),
  userId: z.string(),
  type: z.string(),
  message: z.string(),
  referenceId: z.string(),
  /** What the app that defines the type gives it beside. */
  data: z.record(z.string(), z.unknown()).optional(),
  isRead: z.boolean(),
  createdAt: isoTime,
  /** Its position in the inbox's log. */
  seq: z.int(),
  /** The entry that last changed it: its own `seq` at first. */
  updatedSeq: z.int(),
})
export type Notification = z.infer<typeof notification>

const entryFields = { seq: z.int(), id: linstaId('id'), at: isoTime }

/**
 * One entry of an inbox's log, with the current state of the notification it made or names. `all_read` reads every
 * notification before it. Later kinds will come: skip one that you do not know, and take its position.
 */
export const inboxEntry = z.discriminatedUnion('kind', [
  z.object({ ...entryFields, kind: z.literal('notification'), notification }),
  z.object({ ...entryFields, kind: z.literal('retracted'), notification }),
  z.object({ ...entryFields, kind: z.literal('read'), notification }),
  z.object({ ...entryFields, kind: z.literal('all_read') }),
])
export type InboxEntry = z.infer<typeof inboxEntry>

/** What an inbox went through since a position; `reset` where the position is not in its log. */
export const inboxChanges = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('changes'),
    entries: z.array(inboxEntry),
    /** Behind the last of `entries`. */
    position,
    hasMore: z.boolean(),
    /** At the inbox's end, which is `position` where there is no more. */
    unreadCount: z.int(),
  }),
  z.object({ outcome: z.literal('reset'), position, unreadCount: z.int() }),
])
export type InboxChanges = z.infer<typeof inboxChanges>

const userIds = z
  .array(userId('userIds'), { error: 'userIds must be a list of ids' })
  .max(NOTIFY_USERS_MAX, `userIds must have at most ${NOTIFY_USERS_MAX} ids`)
  .transform((ids) => [...new Set(ids)])

const DATA = `data must be an object of at most ${NOTIFICATION_DATA_MAX} characters of JSON`

const data = z
  .record(z.string(), z.json(), { error: DATA })
  .refine((fields) => atMost(NOTIFICATION_DATA_MAX)(JSON.stringify(fields)), DATA)

/**
 * A notification of a type that an app defines, to each of `userIds`. It is stored once for each `dedupeKey` and
 * recipient, however often it is told; without a key it is a new one each time.
 */
export const newNotifications = z.object({
  userIds,
  type: requiredText('type', `type must have 1 to ${NAME_MAX} characters`, NAME_MAX),
  message: requiredText(
    'message',
    `message must have 1 to ${NOTIFICATION_MESSAGE_MAX} characters`,
    NOTIFICATION_MESSAGE_MAX,
  ),
  referenceId: requiredText('referenceId', `referenceId must have 1 to ${NAME_MAX} characters`, NAME_MAX),
  data: data.optional(),
  dedupeKey: retryId('dedupeKey'),
})
export type NewNotifications = z.input<typeof newNotifications>

/** Takes back what was told under a `dedupeKey`. */
export const retraction = z.object({
  userIds,
  dedupeKey: retryId('dedupeKey').pipe(z.string({ error: 'dedupeKey must have 1 to 128 characters' })),
})
export type Retraction = z.input<typeof retraction>
