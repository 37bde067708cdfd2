import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import {
  anEvent,
  aPerson,
  aPersonWithoutEmail,
  expectMalformed,
  expectNoEmail,
  expectProblem,
  NO_SUCH_ID,
} from './shapes.ts'

const sameTime = (date: string) =>
  expect.toSatisfy((value) => typeof value === 'string' && Date.parse(value) === Date.parse(date), `the time ${date}`)

const everyField = {
  title: 'A concert',
  description: 'Strings, and then some',
  category: 'music',
  date: '2031-05-01T19:30:00.000Z',
  time: '19:30',
  venue: 'The old mill',
  isOnline: true,
  meetingLink: 'https://meet.example.org/concert',
  coverImage: '/uploads/concert.jpg',
}

describe('events', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
  })
  afterAll(() => linsta.close())

  const create = async (body: object) => {
    const answer = await alice.post('/api/events', body)
    expect(answer.status).toBe(201)
    return answer.body
  }
  const list = async (query: string) => {
    const answer = await bob.get(`/api/events?${query}`)
    expect(answer.status).toBe(200)
    return answer.body as { _id: string; title: string }[]
  }
  const titles = async (query: string) => (await list(query)).map((event) => event.title)

  describe('POST /api/events', () => {
    it('answers the Event, createdBy as an id', async () => {
      expect(await create({ title: '  A concert ' })).toMatchObject(
        anEvent({ createdBy: alice.id, title: 'A concert' }),
      )
    })

    it('keeps every field of the body', async () => {
      const event = await create(everyField)
      const known = { ...everyField, date: sameTime(everyField.date) }
      expect(event).toMatchObject(anEvent({ createdBy: alice.id, ...known }))
      const seen = await bob.get(`/api/events/${event._id}`)
      expect(seen).toMatchObject({
        status: 200,
        body: anEvent({ createdBy: aPerson(alice), ...known, attendeeCount: 0 }),
      })
    })

    it.each(['2031-05-01', '2031-05-01T19:30:00Z', '2031-05-01T19:30:00.000Z', '2031-05-01T19:30:00+02:00'])(
      'takes the date %s',
      async (date) => expect(await create({ title: 'Dated', date })).toMatchObject({ date: sameTime(date) }),
    )

    it.each(['tomorrow', '2031-13-01', '01.05.2031', '', 7, {}])('a date that is none (%j): 400', async (date) => {
      expectProblem(await alice.post('/api/events', { title: 'Dated', date }), 400)
    })

    it.each([undefined, null, '', ' \n', 7])('title %j: Title is required', async (title) => {
      expectProblem(await alice.post('/api/events', { title }), 400, 'Title is required')
    })

    it.each(['meetingLink', 'coverImage'])('%s is http, https or a path', async (field) => {
      for (const url of ['javascript:alert(1)', 'data:text/html,hello', '//elsewhere.example', 'not a link']) {
        expectProblem(await alice.post('/api/events', { title: 'Linked', [field]: url }), 400)
      }
      for (const url of ['http://example.org/a', 'https://example.org/a?b=c', '/a/b.jpg']) {
        expect(await create({ title: 'Linked', [field]: url })).toMatchObject({ [field]: url })
      }
    })

    it.each(['description', 'category', 'time', 'venue', 'isOnline'])('%s of another type: 400', async (field) => {
      expectProblem(await alice.post('/api/events', { title: 'Typed', [field]: { a: 1 } }), 400)
    })
  })

  describe('GET /api/events', () => {
    it('lists by date, then createdAt, newest first, those without a date last', async () => {
      const category = 'order'
      const dates = [undefined, '2031-05-01', '2029-01-01', undefined, '2031-05-01', '2033-01-01T10:00:00Z']
      for (const [index, date] of dates.entries()) await create({ title: `event ${index}`, category, date })
      const order = [5, 4, 1, 2, 3, 0].map((index) => `event ${index}`)
      expect(await titles(`category=${category}`)).toEqual(order)
      expect(await titles(`category=${category}&limit=2`)).toEqual(order.slice(0, 2))
      expect(await titles(`category=${category}&limit=2&skip=3`)).toEqual(order.slice(3, 5))
      expect(await titles(`category=${category}&skip=6`)).toEqual([])
    })

    it('orders date-times by the moment they name', async () => {
      const category = 'moments'
      await create({ title: 'second', category, date: '2031-05-01T18:00:00+02:00' })
      await create({ title: 'third', category, date: '2031-05-01T17:00:00Z' })
      await create({ title: 'first', category, date: '2031-05-01T15:00:00Z' })
      expect(await titles(`category=${category}`)).toEqual(['third', 'second', 'first'])
    })

    it('upcoming=true leaves out what is over and what has no date', async () => {
      const category = 'upcoming'
      const at = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString()
      await create({ title: 'over', category, date: at(-2) })
      await create({ title: 'undated', category })
      await create({ title: 'next', category, date: at(2) })
      await create({ title: 'later', category, date: at(20).slice(0, 10) })
      expect((await titles(`category=${category}&upcoming=true`)).sort()).toEqual(['later', 'next'])
      expect(await titles(`category=${category}`)).toHaveLength(4)
    })

    it('finds by search and by category, and by both', async () => {
      await create({ title: 'Kattegat regatta', category: 'sailing' })
      await create({ title: 'Kattegat dinner', category: 'food' })
      expect((await titles('search=Kattegat')).sort()).toEqual(['Kattegat dinner', 'Kattegat regatta'])
      expect((await titles('search=kattegat')).sort()).toEqual(['Kattegat dinner', 'Kattegat regatta'])
      expect(await titles('category=sailing')).toEqual(['Kattegat regatta'])
      expect(await titles('search=Kattegat&category=food')).toEqual(['Kattegat dinner'])
      expect(await titles('search=nowhereland')).toEqual([])
    })

    it.each(['"', "'", '%', '*', 'a AND', '(', '\\', 'NEAR(', '😀', '--', '北京'])(
      'a search for %j is only a search',
      async (search) => {
        expect((await bob.get(`/api/events?search=${encodeURIComponent(search)}`)).status).toBe(200)
      },
    )

    it('has 20 events unless asked for more, and 100 at most', async () => {
      const category = 'many'
      await Promise.all(Array.from({ length: 101 }, (_, index) => create({ title: `event ${index}`, category })))
      expect(await list(`category=${category}`)).toHaveLength(20)
      expect(await list(`category=${category}&limit=1000`)).toHaveLength(100)
    })

    it('is public: without a token there are no emails in it', async () => {
      const event = await create({ title: 'For all the world', category: 'public' })
      const known = { _id: event._id, title: 'For all the world' }
      expect(await list('category=public')).toMatchObject([anEvent({ ...known, createdBy: aPerson(alice) })])
      const answer = await request(linsta.url, 'GET /api/events?category=public')
      expect(answer).toMatchObject({
        status: 200,
        body: [anEvent({ ...known, createdBy: aPersonWithoutEmail(alice) })],
      })
      expectNoEmail(answer.body)
      const refused = await request(linsta.url, 'GET /api/events', { token: 'nonsense' })
      expectProblem(refused, 401, 'Invalid or expired token')
    })

    it.each(['limit=0', 'limit=-1', 'limit=1.5', 'limit=abc', 'skip=-1', 'skip=0.5', 'skip=abc'])(
      '%s: 400',
      async (query) => {
        expectProblem(await bob.get(`/api/events?${query}`), 400)
      },
    )
  })

  describe('GET /api/events/:id', () => {
    it('is public, with attendeeCount and without emails', async () => {
      const event = await create({ title: 'For all the world' })
      await bob.post(`/api/events/${event._id}/rsvp`)
      const answer = await request(linsta.url, `GET /api/events/${event._id}`)
      expect(answer).toMatchObject({
        status: 200,
        body: anEvent({ _id: event._id, createdBy: aPersonWithoutEmail(alice), attendeeCount: 1 }),
      })
      expectNoEmail(answer.body)
      const refused = await request(linsta.url, `GET /api/events/${event._id}`, { token: 'nonsense' })
      expectProblem(refused, 401, 'Invalid or expired token')
    })

    it('refuses unknown and malformed ids', async () => {
      expectProblem(await bob.get(`/api/events/${NO_SUCH_ID}`), 404, 'Event not found')
      expectMalformed(await bob.get('/api/events/not-an-id'))
    })
  })

  describe('DELETE /api/events/:id', () => {
    it('takes one’s own event away', async () => {
      const event = await create({ title: 'Called off', category: 'off' })
      await bob.post(`/api/events/${event._id}/rsvp`)
      expect(await alice.delete(`/api/events/${event._id}`)).toMatchObject({
        status: 200,
        body: { message: 'Event deleted successfully' },
      })
      expect(await list('category=off')).toEqual([])
      expectProblem(await bob.get(`/api/events/${event._id}`), 404, 'Event not found')
      expectProblem(await bob.post(`/api/events/${event._id}/rsvp`), 404, 'Event not found')
      expectProblem(await bob.get(`/api/events/${event._id}/attendees`), 404, 'Event not found')
      expectProblem(await alice.delete(`/api/events/${event._id}`), 404, 'Event not found')
    })

    it('refuses others, unknown and malformed ids', async () => {
      const event = await create({ title: 'Mine' })
      const answer = await bob.delete(`/api/events/${event._id}`)
      expectProblem(answer, 403, 'Unauthorized: Only the event creator can delete this event')
      expect((await bob.get(`/api/events/${event._id}`)).status).toBe(200)
      expectProblem(await bob.delete(`/api/events/${NO_SUCH_ID}`), 404, 'Event not found')
      expectMalformed(await bob.delete('/api/events/not-an-id'))
    })
  })
})
