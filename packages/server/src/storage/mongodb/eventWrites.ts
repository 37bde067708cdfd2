import { LinstaError } from '@linsta/protocol'
import { readEventDate } from '../../ports/eventDate.ts'
import type { EventStore } from '../../ports/eventStore.ts'
import { foldText } from '../../ports/foldText.ts'
import { type Actions, authorKey, rsvpKey, targetKey } from './actions.ts'
import type { CallOrder } from './callOrder.ts'
import type { Collections, EventDocument } from './collections.ts'
import { inboxKey } from './inboxWrites.ts'
import { toObjectId } from './keys.ts'
import type { UserWrites } from './userWrites.ts'

type Context = Pick<Collections, 'events'> & {
  acting: Actions
  users: Pick<UserWrites, 'ensure'>
  callOrder: CallOrder
}

/** The writes of events and RSVPs, each with its notification (P8). */
export function createEventWrites({
  events,
  acting,
  users,
  callOrder,
}: Context): Pick<EventStore, 'create' | 'delete' | 'rsvp' | 'cancelRsvp'> {
  const findEvent = (eventId: string) => events.findOne({ _id: toObjectId(eventId), deletedAt: 0 })

  async function getEvent(eventId: string): Promise<EventDocument> {
    const event = await findEvent(eventId)
    if (event === null) throw new LinstaError('event_not_found')
    return event
  }

  /** In the order of the calls that touch the event or its creator's inbox. */
  const inOrder = <Result>(eventId: string, task: () => Promise<Result>): Promise<Result> =>
    callOrder.runWhenKnown(async () => {
      const event = await findEvent(eventId)
      return [targetKey(eventId), ...(event === null ? [] : [inboxKey(event.createdBy)])]
    }, task)

  return {
    create: ({ id, createdBy, fields, at }) =>
      callOrder.run([targetKey(id), authorKey(createdBy)], async () => {
        await users.ensure([createdBy])
        const when = fields.date === undefined ? undefined : readEventDate(fields.date)
        const { startsAt = null, upcomingUntil = null } = when ?? {}
        const textFolded = [fields.title, fields.description ?? ''].map(foldText)
        const about = { createdBy, fields, textFolded, startsAt, upcomingUntil }
        await events.insertOne({ _id: toObjectId(id), ...about, createdAt: at, deletedAt: 0 })
      }),

    /** Posts about it lose it by not finding it any more. */
    delete: ({ eventId, actorId, at }) =>
      inOrder(eventId, async () => {
        const event = await getEvent(eventId)
        if (event.createdBy !== actorId) throw new LinstaError('not_your_event')
        // Nobody sees it from here on; what a crash leaves of it the sweeper takes away.
        await events.updateOne({ _id: event._id }, { $set: { deletedAt: at } })
        await acting.removeTarget({ kind: 'event', targetId: event._id, at })
      }),

    rsvp: ({ id, eventId, actorId, at, notification }) =>
      inOrder(eventId, async () => {
        const event = await getEvent(eventId)
        await users.ensure([actorId])
        const about = { _id: rsvpKey(eventId, actorId), kind: 'rsvp' as const, id: toObjectId(id), text: null }
        const ownerId = notification?.userId ?? event.createdBy
        await acting.switchOn(
          { ...about, targetId: event._id, ownerId, actorId, at, notification },
          { already: 'already_registered', gone: 'event_not_found' },
        )
        return { _id: id, eventId, userId: actorId, registeredAt: at }
      }),

    cancelRsvp: ({ eventId, actorId, at }) =>
      inOrder(eventId, async () => {
        const { _id: targetId } = await getEvent(eventId)
        await acting.switchOff({ key: rsvpKey(eventId, actorId), targetId, at, absent: 'rsvp_not_found' })
      }),
  }
}
