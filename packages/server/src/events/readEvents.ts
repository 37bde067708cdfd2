import { type Event, type EventWithAttendeeCount, LinstaError } from '@linsta/protocol'
import { toSearch } from '../search.ts'
import type { EventsContext } from './eventsContext.ts'
import { toEvent } from './toEvent.ts'

export const createReadEvents = ({ events, people, clock }: EventsContext) => ({
  /** @throws LinstaError `event_not_found` */
  async getEvent(command: { viewerId: string | undefined; eventId: string }): Promise<EventWithAttendeeCount> {
    const { viewerId, eventId } = command
    const found = await events.read(eventId)
    if (found === undefined) throw new LinstaError('event_not_found')
    const { attendeeCount, ...state } = found
    const creators = await people.read([state.createdBy])
    return { ...toEvent(state, creators.get(state.createdBy), viewerId), attendeeCount }
  },

  /** By date, then creation, newest first. An empty `category` is any, as clients send that show all of them. */
  async listEvents(page: {
    viewerId: string | undefined
    search: string | undefined
    category: string | undefined
    upcoming: boolean
    limit: number
    skip: number
  }): Promise<Event[]> {
    const { viewerId, search, category, upcoming, limit, skip } = page
    const states = await events.list({
      search: toSearch(search),
      category: category?.trim() || undefined,
      upcomingFrom: upcoming ? clock.now() : undefined,
      limit,
      skip,
    })
    const creators = await people.read(states.map((state) => state.createdBy))
    return states.map((state) => toEvent(state, creators.get(state.createdBy), viewerId))
  },
})
