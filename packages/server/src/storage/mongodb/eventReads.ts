import type { EventState, EventStore, RsvpState } from '../../ports/eventStore.ts'
import { rsvpKey } from './actions.ts'
import type { ActionDocument, Collections, EventDocument } from './collections.ts'
import { toId, toObjectId } from './keys.ts'
import { contains } from './textMatch.ts'

type Context = Pick<Collections, 'events' | 'actions'>

/** What the rules read of events and RSVPs. */
export function createEventReads({
  events,
  actions,
}: Context): Pick<EventStore, 'read' | 'list' | 'listAttendees' | 'hasRsvp'> {
  const findEvent = (eventId: string) => events.findOne({ _id: toObjectId(eventId), deletedAt: 0 })
  const isOnAt = (eventId: string) => ({ targetId: toObjectId(eventId), kind: 'rsvp' as const, isActive: true })

  return {
    async read(eventId) {
      const event = await findEvent(eventId)
      if (event === null) return undefined
      return { ...toEventState(event), attendeeCount: await actions.countDocuments(isOnAt(eventId)) }
    },

    async list({ search, category, upcomingFrom, limit, skip }) {
      const isMeant = {
        deletedAt: 0,
        ...(category === undefined ? {} : { 'fields.category': category }),
        ...(upcomingFrom === undefined ? {} : { upcomingUntil: { $gte: upcomingFrom } }),
        ...(search === undefined ? {} : { textFolded: contains(search) }),
      }
      // No date sorts before every date, so those without one come last.
      const order = { startsAt: -1, createdAt: -1, _id: -1 } as const
      return (await events.find(isMeant).sort(order).skip(skip).limit(limit).toArray()).map(toEventState)
    },

    async listAttendees(eventId) {
      if ((await findEvent(eventId)) === null) return undefined
      return (await actions.find(isOnAt(eventId)).sort({ at: -1, id: -1 }).toArray()).map(toRsvpState)
    },

    async hasRsvp(eventId, userId) {
      if ((await findEvent(eventId)) === null) return undefined
      return (await actions.findOne({ _id: rsvpKey(eventId, userId), ...isOnAt(eventId) })) !== null
    },
  }
}

const toEventState = ({ _id, createdBy, createdAt, fields }: EventDocument): EventState => ({
  ...{ _id: toId(_id), createdBy, createdAt },
  title: fields.title,
  description: fields.description ?? undefined,
  category: fields.category ?? undefined,
  date: fields.date ?? undefined,
  time: fields.time ?? undefined,
  venue: fields.venue ?? undefined,
  isOnline: fields.isOnline,
  meetingLink: fields.meetingLink ?? undefined,
  coverImage: fields.coverImage ?? undefined,
})

const toRsvpState = ({ id, targetId, actorId, at }: ActionDocument): RsvpState => ({
  _id: toId(id),
  eventId: toId(targetId),
  userId: actorId,
  registeredAt: at,
})
