import { z } from 'zod'
import { isoTime, link, linstaId, optionalText, requiredText } from './fields.ts'
import { person } from './person.ts'

const DATE_MESSAGE = 'date must be an ISO 8601 date or date-time'

const optionalLink = (field: string) =>
  link(field)
    .nullish()
    .transform((url) => url ?? undefined)

export const newEvent = z.object({
  title: requiredText('title', 'Title is required', 200),
  description: optionalText('description', 10_000),
  category: optionalText('category', 100),
  date: z
    .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], { error: DATE_MESSAGE })
    .nullish()
    .transform((date) => date ?? undefined),
  time: optionalText('time', 100),
  venue: optionalText('venue', 500),
  isOnline: z
    .boolean({ error: 'isOnline must be true or false' })
    .nullish()
    .transform((isOnline) => isOnline ?? false),
  meetingLink: optionalLink('meetingLink'),
  coverImage: optionalLink('coverImage'),
})
export type NewEvent = z.output<typeof newEvent>

const eventFields = z.object({
  _id: linstaId('_id'),
  title: z.string(),
  description: z.string().optional(),
  category: z.string().optional(),
  date: z.string().optional(),
  time: z.string().optional(),
  venue: z.string().optional(),
  isOnline: z.boolean(),
  meetingLink: z.string().optional(),
  coverImage: z.string().optional(),
  createdAt: isoTime,
})

/** The answer to `POST /api/events`, where `createdBy` is an id. */
export const createdEvent = eventFields.extend({ createdBy: z.string() })
export type CreatedEvent = z.infer<typeof createdEvent>

export const event = eventFields.extend({ createdBy: person })
export type Event = z.infer<typeof event>

export const eventWithAttendeeCount = event.extend({ attendeeCount: z.int() })
export type EventWithAttendeeCount = z.infer<typeof eventWithAttendeeCount>

export const rsvp = z.object({
  _id: linstaId('_id'),
  eventId: linstaId('eventId'),
  userId: z.string(),
  registeredAt: isoTime,
})
export type Rsvp = z.infer<typeof rsvp>

export const attendee = z.object({ userId: person, registeredAt: isoTime })
export type Attendee = z.infer<typeof attendee>
