import type { NewEvent } from '@linsta/protocol'
import type { NewNotification } from './inboxStore.ts'

/** An event's fields as they were given, and who made it when. */
export type EventState = NewEvent & { _id: string; createdBy: string; createdAt: number }

export type RsvpState = { _id: string; eventId: string; userId: string; registeredAt: number }

export type EventStore = {
  create(command: { id: string; createdBy: string; fields: NewEvent; at: number }): Promise<void>
  read(eventId: string): Promise<(EventState & { attendeeCount: number }) | undefined>
  /**
   * By date, then creation, newest first; those without a date come last. `search` matches titles and descriptions,
   * ignoring case. `upcomingFrom` (milliseconds since 1970) leaves out what was before it and what has no date.
   */
  list(page: {
    search: string | undefined
    category: string | undefined
    upcomingFrom: number | undefined
    limit: number
    skip: number
  }): Promise<EventState[]>
  /**
   * Takes the event away with its RSVPs and notifications.
   * @throws LinstaError `event_not_found`, `not_your_event`
   */
  delete(command: { eventId: string; actorId: string; at: number }): Promise<void>

  /**
   * Switches the RSVP on; its notification is stored with it as a like's is.
   * @throws LinstaError `event_not_found`, `already_registered`
   */
  rsvp(command: {
    id: string
    eventId: string
    actorId: string
    at: number
    notification: NewNotification | undefined
  }): Promise<RsvpState>
  /**
   * Switches the RSVP off and takes its notification back.
   * @throws LinstaError `event_not_found`, `rsvp_not_found`
   */
  cancelRsvp(command: { eventId: string; actorId: string; at: number }): Promise<void>
  /** Newest first; undefined if there is no such event. */
  listAttendees(eventId: string): Promise<RsvpState[] | undefined>
  /** undefined if there is no such event. */
  hasRsvp(eventId: string, userId: string): Promise<boolean | undefined>
}
