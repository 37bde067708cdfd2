import { LinstaError, type NewEvent } from '@linsta/protocol'
import type { Database } from 'better-sqlite3'
import { readEventDate } from '../../ports/eventDate.ts'
import type { RsvpState } from '../../ports/eventStore.ts'
import type { NewNotification } from '../../ports/inboxStore.ts'
import type { InboxWrites } from './inboxWrites.ts'
import { idToBlob, type WritableUserKeys } from './keys.ts'

type WriterContext = {
  database: Database
  users: WritableUserKeys
  inbox: Pick<InboxWrites, 'notify' | 'retract' | 'retractAllAbout'>
}

type EventRow = { key: number; creator_key: number }

/**
 * The writes of events and RSVPs, run in the writer's thread inside a group's transaction, each with its notification
 * (P8). Refusals come before any change.
 */
export function createEventWrites({ database, users, inbox }: WriterContext) {
  const insertEvent = database.prepare(
    `INSERT INTO event (id, creator_key, title, description, category, date, starts_at, upcoming_until, time, venue,
       is_online, meeting_link, cover_image, created_at)
     VALUES (@id, @creatorKey, @title, @description, @category, @date, @startsAt, @upcomingUntil, @time, @venue,
       @isOnline, @meetingLink, @coverImage, @at)`,
  )
  const selectEvent = database.prepare<[Buffer], EventRow>('SELECT key, creator_key FROM event WHERE id = ?')
  const deleteEvent = database.prepare<[number]>('DELETE FROM event WHERE key = ?')
  const selectRsvp = database.prepare<[number, number], { generation: number; active: number }>(
    'SELECT generation, active FROM rsvp WHERE event_key = ? AND user_key = ?',
  )
  const switchOn = database.prepare<[number, number, Buffer, number, number]>(
    `INSERT INTO rsvp (event_key, user_key, id, generation, active, registered_at) VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET id = excluded.id, generation = excluded.generation, active = 1,
       registered_at = excluded.registered_at`,
  )
  const switchOff = database.prepare<[number, number]>(
    'UPDATE rsvp SET active = 0 WHERE event_key = ? AND user_key = ?',
  )

  function getEvent(eventId: string): EventRow {
    const event = selectEvent.get(idToBlob(eventId))
    if (event === undefined) throw new LinstaError('event_not_found')
    return event
  }

  function findRsvp(event: EventRow, userKey: number | undefined) {
    return userKey === undefined ? undefined : selectRsvp.get(event.key, userKey)
  }

  return {
    createEvent(command: { id: string; createdBy: string; fields: NewEvent; at: number }): void {
      const { id, createdBy, fields, at } = command
      const when = fields.date === undefined ? undefined : readEventDate(fields.date)
      insertEvent.run({
        id: idToBlob(id),
        creatorKey: users.ensure(createdBy),
        title: fields.title,
        description: fields.description ?? null,
        category: fields.category ?? null,
        date: fields.date ?? null,
        startsAt: when?.startsAt ?? null,
        upcomingUntil: when?.upcomingUntil ?? null,
        time: fields.time ?? null,
        venue: fields.venue ?? null,
        isOnline: fields.isOnline ? 1 : 0,
        meetingLink: fields.meetingLink ?? null,
        coverImage: fields.coverImage ?? null,
        at,
      })
    },

    /** Its RSVPs go with it, and posts about it lose it, by their foreign keys. */
    deleteEvent(command: { eventId: string; actorId: string; at: number }): void {
      const { eventId, actorId, at } = command
      const event = getEvent(eventId)
      if (event.creator_key !== users.keyOf(actorId)) throw new LinstaError('not_your_event')
      deleteEvent.run(event.key)
      inbox.retractAllAbout({ referenceId: eventId, at })
    },

    rsvpToEvent(command: {
      id: string
      eventId: string
      actorId: string
      at: number
      notification: NewNotification | undefined
    }): RsvpState {
      const { id, eventId, actorId, at, notification } = command
      const event = getEvent(eventId)
      const earlier = findRsvp(event, users.keyOf(actorId))
      if (earlier?.active === 1) throw new LinstaError('already_registered')
      const generation = (earlier?.generation ?? 0) + 1
      switchOn.run(event.key, users.ensure(actorId), idToBlob(id), generation, at)
      const dedupeKey = rsvpKey(eventId, actorId)
      if (notification !== undefined) inbox.notify({ notification, dedupeKey, generation, at })
      return { _id: id, eventId, userId: actorId, registeredAt: at }
    },

    cancelRsvp(command: { eventId: string; actorId: string; at: number }): void {
      const { eventId, actorId, at } = command
      const event = getEvent(eventId)
      const userKey = users.keyOf(actorId)
      if (userKey === undefined || findRsvp(event, userKey)?.active !== 1) throw new LinstaError('rsvp_not_found')
      switchOff.run(event.key, userKey)
      inbox.retract({ userKey: event.creator_key, dedupeKey: rsvpKey(eventId, actorId), at })
    },
  }
}

/** An RSVP's name in inboxes: one notification each. */
const rsvpKey = (eventId: string, actorId: string): string => `rsvp:${eventId}:${actorId}`
