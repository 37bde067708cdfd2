import { z } from 'zod'
import { isoTime, linstaId } from './fields.ts'
import { position } from './position.ts'

export const NOTIFICATIONS_LIMIT = 20 // notifications a page when none is named
export const NOTIFICATIONS_LIMIT_MAX = 100 // notifications a page at most

/** `type` is open: `LIKE`, `COMMENT`, `EVENT_RSVP`, `NEW_STORY`, `NEW_POST`, `NEW_EVENT` and what later versions or hosts define. */
export const notification = z.object({
  _id: linstaId('_id'),
  userId: z.string(),
  type: z.string(),
  message: z.string(),
  referenceId: z.string(),
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
