import type { Events } from '../../events/createEvents.ts'
import type { Handlers } from './handlers.ts'

type EventRoute =
  | 'createEvent'
  | 'listEvents'
  | 'getEvent'
  | 'deleteEvent'
  | 'rsvpToEvent'
  | 'cancelRsvp'
  | 'listAttendees'
  | 'checkRsvp'

export const createEventHandlers = (events: Events): Pick<Handlers, EventRoute> => ({
  createEvent: ({ actorId, body }) => events.createEvent({ actorId, fields: body }),
  listEvents({ actorId, query: { search, category, upcoming, limit, skip } }) {
    return events.listEvents({ viewerId: actorId, search, category, upcoming, limit, skip })
  },
  getEvent: ({ actorId, params }) => events.getEvent({ viewerId: actorId, eventId: params.id }),
  async deleteEvent({ actorId, params }) {
    await events.deleteEvent({ actorId, eventId: params.id })
    return { message: 'Event deleted successfully' }
  },
  async rsvpToEvent({ actorId, params }) {
    const rsvp = await events.rsvpToEvent({ actorId, eventId: params.id })
    return { message: 'Successfully registered for event', rsvp }
  },
  async cancelRsvp({ actorId, params }) {
    await events.cancelRsvp({ actorId, eventId: params.id })
    return { message: 'RSVP cancelled successfully' }
  },
  listAttendees: ({ actorId, params }) => events.listAttendees({ viewerId: actorId, eventId: params.id }),
  async checkRsvp({ actorId, params }) {
    return { hasRsvp: await events.hasRsvp({ actorId, eventId: params.id }) }
  },
})
