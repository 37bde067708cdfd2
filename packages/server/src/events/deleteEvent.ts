import type { EventsContext } from './eventsContext.ts'

export const createDeleteEvent = ({ events, clock }: EventsContext) =>
  /**
   * Takes one's own event away with its RSVPs and their notifications. Posts about it stay.
   * @throws LinstaError `event_not_found`, `not_your_event`
   */
  async function deleteEvent({ actorId, eventId }: { actorId: string; eventId: string }): Promise<void> {
    await events.delete({ eventId, actorId, at: clock.now() })
  }
