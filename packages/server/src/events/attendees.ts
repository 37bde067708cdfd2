import { type Attendee, LinstaError } from '@linsta/protocol'
import { toPerson } from '../people.ts'
import { toIsoTime } from '../time.ts'
import type { EventsContext } from './eventsContext.ts'

export const createAttendees = ({ events, people }: EventsContext) => ({
  /**
   * Everybody registered, newest first.
   * @throws LinstaError `event_not_found`
   */
  async listAttendees(command: { viewerId: string | undefined; eventId: string }): Promise<Attendee[]> {
    const { viewerId, eventId } = command
    const rsvps = await events.listAttendees(eventId)
    if (rsvps === undefined) throw new LinstaError('event_not_found')
    const attendees = await people.read(rsvps.map((rsvp) => rsvp.userId))
    return rsvps.map((rsvp) => ({
      userId: toPerson(attendees.get(rsvp.userId), viewerId),
      registeredAt: toIsoTime(rsvp.registeredAt),
    }))
  },
})
