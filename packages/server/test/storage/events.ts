import type { NewEvent } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import {
  aNotificationTo,
  expectRefusal,
  NOON,
  newId,
  newUserId,
  nothingButATitle,
  type OpenStorage,
  readInbox,
  useInboxEntries,
  useStorage,
} from './kit.ts'

/** What any storage must hold to about events and RSVPs. */
export function describeEvents(open: OpenStorage): void {
  describe('events', () => {
    const storage = useStorage(open)
    const { notifiedBy } = useInboxEntries(storage)

    const ann = newUserId('ann')
    const bob = newUserId('bob')

    async function create(fields: Partial<NewEvent> = {}, at = NOON): Promise<string> {
      const id = newId()
      await storage().events.create({ id, createdBy: ann, fields: { ...nothingButATitle, ...fields }, at })
      return id
    }
    const deleteEvent = (eventId: string, actorId = ann) => storage().events.delete({ eventId, actorId, at: NOON })

    /** As the rules do it: registering for somebody else's event carries a notification. */
    async function rsvp(eventId: string, actorId: string, at = NOON) {
      const notification =
        actorId === ann ? undefined : aNotificationTo(ann, { type: 'EVENT_RSVP', referenceId: eventId })
      const made = await storage().events.rsvp({ id: newId(), eventId, actorId, at, notification })
      return { rsvp: made, notified: notifiedBy(notification) }
    }
    const cancelRsvp = (eventId: string, actorId: string) => storage().events.cancelRsvp({ eventId, actorId, at: NOON })

    type Page = { search?: string; category?: string; upcomingFrom?: number; limit?: number; skip?: number }
    const list = async ({ search, category, upcomingFrom, limit = 1_000, skip = 0 }: Page) => {
      const events = await storage().events.list({ search, category, upcomingFrom, limit, skip })
      return events.map(({ _id }) => _id)
    }
    const attendees = async (eventId: string) =>
      (await storage().events.listAttendees(eventId))?.map(({ userId }) => userId)
    const aboutEvent = async (userId: string, eventId: string) =>
      (await readInbox(storage(), userId)).filter(({ referenceId }) => referenceId === eventId)

    it('returns an event as it was made', async () => {
      const category = newId()
      const full: NewEvent = {
        title: 'Zwölf Boxkämpfer',
        description: 'Line one\nline two 🥊',
        category,
        date: '2031-05-01T19:30:00+02:00',
        time: '19:30',
        venue: 'The old mill',
        isOnline: true,
        meetingLink: 'https://meet.example.org/a',
        coverImage: '/uploads/a.jpg',
      }
      const eventId = await create(full, NOON + 1)
      const expected = { _id: eventId, createdBy: ann, createdAt: NOON + 1, ...full }
      expect(await storage().events.read(eventId)).toEqual({ ...expected, attendeeCount: 0 })
      const page = { search: undefined, category, upcomingFrom: undefined, limit: 2, skip: 0 }
      expect(await storage().events.list(page)).toEqual([expected])
    })

    it('leaves out what was not given', async () => {
      const eventId = await create()
      const expected = { _id: eventId, createdBy: ann, createdAt: NOON, ...nothingButATitle, attendeeCount: 0 }
      expect(await storage().events.read(eventId)).toEqual(expected)
    })

    it('does not know events that are not there', async () => {
      expect(await storage().events.read(newId())).toBeUndefined()
      expect(await storage().events.listAttendees(newId())).toBeUndefined()
      expect(await storage().events.hasRsvp(newId(), bob)).toBeUndefined()
    })

    it('lists by the moment, then creation, newest first, those without a date last', async () => {
      const category = newId()
      const undatedNew = await create({ category }, NOON + 1)
      const midnightLater = await create({ category, date: '2031-05-01T00:00:00.000Z' }, NOON + 1)
      const past = await create({ category, date: '1969-07-20T20:17:40Z' })
      const undatedOld = await create({ category }, NOON)
      const day = await create({ category, date: '2031-05-01' }, NOON)
      const inZone = await create({ category, date: '2031-05-01T01:30:00+02:00' })
      const local = await create({ category, date: '2031-05-01T00:00:01' })
      const newestFirst = [local, midnightLater, day, inZone, past, undatedNew, undatedOld]
      expect(await list({ category })).toEqual(newestFirst)
      expect(await list({ category, limit: 2, skip: 1 })).toEqual(newestFirst.slice(1, 3))
      expect(await list({ category, skip: 7 })).toEqual([])
    })

    it('orders events of one moment by their creation, also where it is the same', async () => {
      const category = newId()
      const ids = await Promise.all(Array.from({ length: 5 }, () => create({ category, date: '2031-05-01' })))
      expect(await list({ category })).toEqual(ids.toReversed())
    })

    it('knows what is upcoming: a day until it ends, a moment until it comes', async () => {
      const category = newId()
      await create({ category })
      await create({ category, date: '2026-05-31' })
      await create({ category, date: '2026-06-01T11:59:59.999Z' })
      const now = await create({ category, date: '2026-06-01T14:00:00+02:00' })
      const today = await create({ category, date: '2026-06-01' })
      const tomorrow = await create({ category, date: '2026-06-02' })
      expect(await list({ category, upcomingFrom: NOON })).toEqual([tomorrow, now, today])
      const lastMoment = Date.UTC(2026, 5, 1, 23, 59, 59, 999)
      expect(await list({ category, upcomingFrom: lastMoment })).toEqual([tomorrow, today])
      expect(await list({ category, upcomingFrom: lastMoment + 1 })).toEqual([tomorrow])
    })

    it('finds titles and descriptions by plain text in any case, within a category', async () => {
      const category = newId()
      const titled = await create({ category, title: 'FÊTE 100%_fun' })
      const described = await create({ category, description: 'une Fête d’été' })
      await create({ category, title: 'Something else' })
      const elsewhere = newId()
      const other = await create({ category: elsewhere, title: 'fête' })
      expect(await list({ category, search: 'fête' })).toEqual([described, titled])
      expect(await list({ category, search: 'D’ÉTÉ' })).toEqual([described])
      expect(await list({ category, search: '%_FUN' })).toEqual([titled])
      expect(await list({ category, search: '1__%' })).toEqual([])
      expect(await list({ category: elsewhere, search: 'FÊTE' })).toEqual([other])
      expect(await list({ category: category.slice(1) })).toEqual([])
    })

    it('deletes one’s own event alone', async () => {
      const category = newId()
      const eventId = await create({ category })
      await expectRefusal(deleteEvent(eventId, bob), 'not_your_event')
      await expectRefusal(deleteEvent(eventId, newUserId('never seen')), 'not_your_event')
      await expectRefusal(deleteEvent(newId()), 'event_not_found')
      expect(await list({ category })).toEqual([eventId])
      await deleteEvent(eventId)
      expect(await storage().events.read(eventId)).toBeUndefined()
      expect(await storage().events.listAttendees(eventId)).toBeUndefined()
      expect(await list({ category })).toEqual([])
      await expectRefusal(deleteEvent(eventId), 'event_not_found')
      await expectRefusal(rsvp(eventId, bob), 'event_not_found')
      await expectRefusal(cancelRsvp(eventId, bob), 'event_not_found')
    })

    it('[P8] takes RSVPs and their notifications back with the event, and nothing else', async () => {
      const other = await create()
      const eventId = await create()
      await Promise.all([rsvp(eventId, bob), rsvp(eventId, newUserId('cid')), rsvp(other, bob)])
      expect(await aboutEvent(ann, eventId)).toHaveLength(2)
      await deleteEvent(eventId)
      expect(await aboutEvent(ann, eventId)).toEqual([])
      expect(await aboutEvent(ann, other)).toHaveLength(1)
      const next = await create()
      expect(await storage().events.hasRsvp(next, bob)).toBe(false)
      expect(await storage().events.read(next)).toMatchObject({ attendeeCount: 0 })
    })

    it('leaves posts about a deleted event, without it', async () => {
      const eventId = await create()
      const postId = newId()
      await storage().posts.create({ id: postId, authorId: bob, caption: 'We go', eventId, media: [], at: NOON })
      await deleteEvent(eventId)
      expect(await storage().posts.read(postId, bob)).toMatchObject({ caption: 'We go', event: null })
      await create()
      expect(await storage().posts.read(postId, bob)).toMatchObject({ event: null })
    })

    describe('RSVPs', () => {
      it('returns them as they were made, and counts them', async () => {
        const eventId = await create()
        const id = newId()
        const made = { _id: id, eventId, userId: bob, registeredAt: NOON + 3 }
        const answer = await storage().events.rsvp({ id, eventId, actorId: bob, at: NOON + 3, notification: undefined })
        expect(answer).toEqual(made)
        expect(await storage().events.listAttendees(eventId)).toEqual([made])
        expect(await storage().events.read(eventId)).toMatchObject({ attendeeCount: 1 })
        expect(await storage().events.hasRsvp(eventId, bob)).toBe(true)
        expect(await storage().events.hasRsvp(eventId, newUserId('never seen'))).toBe(false)
      })

      it('lists attendees newest first; who registers again is new', async () => {
        const eventId = await create()
        const [cid, dee] = [newUserId('cid'), newUserId('dee')]
        await rsvp(eventId, bob, NOON)
        await rsvp(eventId, cid, NOON + 1)
        await rsvp(eventId, dee, NOON + 1)
        expect(await attendees(eventId)).toEqual([dee, cid, bob])
        await cancelRsvp(eventId, bob)
        expect(await attendees(eventId)).toEqual([dee, cid])
        expect(await storage().events.read(eventId)).toMatchObject({ attendeeCount: 2 })
        expect(await storage().events.hasRsvp(eventId, bob)).toBe(false)
        const again = await rsvp(eventId, bob, NOON + 2)
        expect(await attendees(eventId)).toEqual([bob, dee, cid])
        expect((await storage().events.listAttendees(eventId))?.[0]).toEqual(again.rsvp)
      })

      it('refuses what changes nothing', async () => {
        const eventId = await create()
        await expectRefusal(rsvp(newId(), bob), 'event_not_found')
        await expectRefusal(cancelRsvp(newId(), bob), 'event_not_found')
        await expectRefusal(cancelRsvp(eventId, bob), 'rsvp_not_found')
        await expectRefusal(cancelRsvp(eventId, newUserId('never seen')), 'rsvp_not_found')
        await rsvp(eventId, bob)
        await expectRefusal(rsvp(eventId, bob), 'already_registered')
        await cancelRsvp(eventId, bob)
        await expectRefusal(cancelRsvp(eventId, bob), 'rsvp_not_found')
      })

      it('[P8] stores the notification with the RSVP, tells of it, and takes it back', async () => {
        const eventId = await create()
        const { notified } = await rsvp(eventId, bob, NOON + 5)
        expect(notified).toMatchObject({ userId: ann, type: 'EVENT_RSVP', readAt: null, createdAt: NOON + 5 })
        expect(await aboutEvent(ann, eventId)).toEqual([notified])
        expect(await rsvp(eventId, ann)).toMatchObject({ notified: undefined })
        await cancelRsvp(eventId, bob)
        expect(await aboutEvent(ann, eventId)).toEqual([])
      })

      it('[P8] a hundred concurrent RSVPs of one person are one RSVP and one notification', async () => {
        const eventId = await create()
        const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => rsvp(eventId, bob)))
        const refused = outcomes.filter(({ status }) => status === 'rejected')
        expect(refused).toHaveLength(99)
        for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'already_registered' } })
        expect(await attendees(eventId)).toEqual([bob])
        expect(await storage().events.read(eventId)).toMatchObject({ attendeeCount: 1 })
        expect(await aboutEvent(ann, eventId)).toHaveLength(1)
      })

      it('[P8] registering again tells again only if the first was taken back unread', async () => {
        const eventId = await create()
        await rsvp(eventId, bob)
        await cancelRsvp(eventId, bob)
        const { notified } = await rsvp(eventId, bob)
        expect(await aboutEvent(ann, eventId)).toEqual([notified])
        await storage().inboxes.markRead({ userId: ann, notificationId: notified?._id ?? '', at: NOON })
        await cancelRsvp(eventId, bob)
        expect(await rsvp(eventId, bob)).toMatchObject({ notified: undefined })
        expect(await aboutEvent(ann, eventId)).toEqual([])
      })
    })
  })
}
