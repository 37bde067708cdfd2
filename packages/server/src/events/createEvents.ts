import { createOwnerNotices } from '../notifications/ownerNotices.ts'
import type { People } from '../people.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/eventStore.ts'
import type { Ids } from '../ports/ids.ts'
import { createAttendees } from './attendees.ts'
import { createCreateEvent } from './createEvent.ts'
import { createDeleteEvent } from './deleteEvent.ts'
import type { EventsContext } from './eventsContext.ts'
import { createReadEvents } from './readEvents.ts'
import { createRsvps } from './rsvps.ts'

/** Everything one can do with events. */
export function createEvents(parts: { storage: { events: EventStore }; people: People; clock: Clock; ids: Ids }) {
  const { storage, people, clock, ids } = parts
  const context: EventsContext = { events: storage.events, people, notices: createOwnerNotices(parts), clock, ids }
  return {
    createEvent: createCreateEvent(context),
    deleteEvent: createDeleteEvent(context),
    ...createReadEvents(context),
    ...createRsvps(context),
    ...createAttendees(context),
  }
}

export type Events = ReturnType<typeof createEvents>
