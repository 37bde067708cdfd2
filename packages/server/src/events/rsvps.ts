import { LinstaError, type Rsvp } from '@linsta/protocol'
import { toIsoTime } from '../time.ts'
import type { EventsContext } from './eventsContext.ts'

type Attendance = { actorId: string; eventId: string }

export const createRsvps = ({ events, notices, clock, ids }: EventsContext) => ({
  /**
   * Tells the event's creator, once per RSVP (P8).
   * @throws LinstaError `event_not_found`, `already_registered`
   */
  async rsvpToEvent({ actorId, eventId }: Attendance): Promise<Rsvp> {
    const event = await events.read(eventId)
    if (event === undefined) throw new LinstaError('event_not_found')
    const notification = await notices.prepare({
      type: 'EVENT_RSVP',
      actorId,
      ownerId: event.createdBy,
      referenceId: eventId,
      what: 'registered for your event',
    })
    const rsvp = await events.rsvp({ id: ids.next(), eventId, actorId, at: clock.now(), notification })
    return { ...rsvp, registeredAt: toIsoTime(rsvp.registeredAt) }
  },

  /**
   * Takes the notification back with the RSVP.
   * @throws LinstaError `event_not_found`, `rsvp_not_found`
   */
  async cancelRsvp({ actorId, eventId }: Attendance): Promise<void> {
    await events.cancelRsvp({ eventId, actorId, at: clock.now() })
  },

  /** @throws LinstaError `event_not_found` */
  async hasRsvp({ actorId, eventId }: Attendance): Promise<boolean> {
    const hasRsvp = await events.hasRsvp(eventId, actorId)
    if (hasRsvp === undefined) throw new LinstaError('event_not_found')
    return hasRsvp
  },
})
