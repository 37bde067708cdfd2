import { z } from 'zod'
import { isoTime, linstaId } from './fields.ts'

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
})
export type Notification = z.infer<typeof notification>
