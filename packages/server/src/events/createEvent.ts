import type { CreatedEvent, NewEvent } from '@linsta/protocol'
import { toIsoTime } from '../time.ts'
import type { EventsContext } from './eventsContext.ts'

export const createCreateEvent = ({ events, clock, ids }: EventsContext) =>
  /** Answers with its creator's id, where reading gives the person. */
  async function createEvent({ actorId, fields }: { actorId: string; fields: NewEvent }): Promise<CreatedEvent> {
    const id = ids.next()
    const at = clock.now()
    await events.create({ id, createdBy: actorId, fields, at })
    return { _id: id, ...fields, createdBy: actorId, createdAt: toIsoTime(at) }
  }
