import type { Database } from 'better-sqlite3'
import type { EventState, EventStore } from '../../ports/eventStore.ts'
import { blobToId, idToBlob, type UserKeys } from './keys.ts'
import { registerTextMatch } from './textMatch.ts'

type EventRow = {
  id: Buffer
  creator_id: string
  title: string
  description: string | null
  category: string | null
  date: string | null
  time: string | null
  venue: string | null
  is_online: number
  meeting_link: string | null
  cover_image: string | null
  created_at: number
}

type RsvpRow = { id: Buffer; user_id: string; registered_at: number }

const EVENT_COLUMNS = `event.id, creator.id AS creator_id, title, description, category, date, time, venue, is_online,
  meeting_link, cover_image, created_at`

type Page = {
  search: string | null
  category: string | null
  upcomingFrom: number | null
  limit: number
  skip: number
}

/** What the rules read of events and RSVPs, on the connection beside the writer. */
export function createEventReads(
  database: Database,
  users: UserKeys,
): Pick<EventStore, 'read' | 'list' | 'listAttendees' | 'hasRsvp'> {
  registerTextMatch(database)
  const selectEvent = database.prepare<[Buffer], EventRow & { attendee_count: number }>(
    `SELECT ${EVENT_COLUMNS},
       (SELECT count(*) FROM rsvp WHERE event_key = event.key AND active = 1) AS attendee_count
     FROM event JOIN user AS creator ON creator.key = creator_key WHERE event.id = ?`,
  )
  // The order is the index's, backwards: no date sorts before every date, so those without one come last.
  const selectPage = database.prepare<[Page], EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM event CROSS JOIN user AS creator ON creator.key = creator_key
     WHERE (@category IS NULL OR category = @category)
       AND (@upcomingFrom IS NULL OR upcoming_until >= @upcomingFrom)
       AND (@search IS NULL OR contains_text(title, @search) OR contains_text(description, @search))
     ORDER BY starts_at DESC, created_at DESC, event.key DESC LIMIT @limit OFFSET @skip`,
  )
  const selectEventKey = database.prepare<[Buffer], number>('SELECT key FROM event WHERE id = ?').pluck()
  const selectAttendees = database.prepare<[number], RsvpRow>(
    `SELECT rsvp.id, user.id AS user_id, registered_at FROM rsvp JOIN user ON user.key = user_key
     WHERE event_key = ? AND active = 1 ORDER BY registered_at DESC, rsvp.id DESC`,
  )
  const selectActive = database
    .prepare<[number, number], number>('SELECT 1 FROM rsvp WHERE event_key = ? AND user_key = ? AND active = 1')
    .pluck()

  return {
    async read(eventId) {
      const row = selectEvent.get(idToBlob(eventId))
      return row && { ...toEventState(row), attendeeCount: row.attendee_count }
    },

    async list({ search, category, upcomingFrom, limit, skip }) {
      const page = { search: search ?? null, category: category ?? null, upcomingFrom: upcomingFrom ?? null }
      return selectPage.all({ ...page, limit, skip }).map(toEventState)
    },

    async listAttendees(eventId) {
      const eventKey = selectEventKey.get(idToBlob(eventId))
      if (eventKey === undefined) return undefined
      return selectAttendees.all(eventKey).map((row) => ({
        _id: blobToId(row.id),
        eventId,
        userId: row.user_id,
        registeredAt: row.registered_at,
      }))
    },

    async hasRsvp(eventId, userId) {
      const eventKey = selectEventKey.get(idToBlob(eventId))
      if (eventKey === undefined) return undefined
      const userKey = users.keyOf(userId)
      return userKey !== undefined && selectActive.get(eventKey, userKey) !== undefined
    },
  }
}

const toEventState = (row: EventRow): EventState => ({
  _id: blobToId(row.id),
  title: row.title,
  description: row.description ?? undefined,
  category: row.category ?? undefined,
  date: row.date ?? undefined,
  time: row.time ?? undefined,
  venue: row.venue ?? undefined,
  isOnline: row.is_online === 1,
  meetingLink: row.meeting_link ?? undefined,
  coverImage: row.cover_image ?? undefined,
  createdBy: row.creator_id,
  createdAt: row.created_at,
})
