import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import {
  anId,
  aPerson,
  aPersonWithoutEmail,
  aTime,
  expectMalformed,
  expectNoEmail,
  expectProblem,
  NO_SUCH_ID,
} from './shapes.ts'

describe('registering for events', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let carol: Person
  let eventId: string
  let path: string
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob, carol] = await Promise.all([
      Person.register(linsta.url, 'Alice'),
      Person.register(linsta.url, 'Bob'),
      Person.register(linsta.url, 'Carol'),
    ])
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    eventId = (await alice.post('/api/events', { title: 'A concert' })).body._id
    path = `/api/events/${eventId}/rsvp`
  })

  const isGoing = async (person: Person) => {
    const answer = await person.get(`/api/events/${eventId}/check-rsvp`)
    expect(answer.status).toBe(200)
    return answer.body
  }

  it('POST registers', async () => {
    expect(await isGoing(bob)).toMatchObject({ hasRsvp: false })
    expect(await bob.post(path)).toMatchObject({
      status: 201,
      body: {
        message: 'Successfully registered for event',
        rsvp: { _id: anId, eventId, userId: bob.id, registeredAt: aTime },
      },
    })
    expect(await isGoing(bob)).toMatchObject({ hasRsvp: true })
    expect(await isGoing(carol)).toMatchObject({ hasRsvp: false })
    expect((await carol.get(`/api/events/${eventId}`)).body).toMatchObject({ attendeeCount: 1 })
  })

  it('twice: Already registered for this event', async () => {
    await bob.post(path)
    expectProblem(await bob.post(path), 409, 'Already registered for this event')
  })

  it('[P8] many times at once is one registration', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bob.post(path)))
    const statuses = answers.map((answer) => answer.status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect((await carol.get(`/api/events/${eventId}`)).body).toMatchObject({ attendeeCount: 1 })
  })

  it('DELETE cancels, after which one can register again', async () => {
    await bob.post(path)
    expect(await bob.delete(path)).toMatchObject({ status: 200, body: { message: 'RSVP cancelled successfully' } })
    expect(await isGoing(bob)).toMatchObject({ hasRsvp: false })
    expect((await carol.get(`/api/events/${eventId}`)).body).toMatchObject({ attendeeCount: 0 })
    expectProblem(await bob.delete(path), 404, 'RSVP not found')
    expect((await bob.post(path)).status).toBe(201)
    expect(await isGoing(bob)).toMatchObject({ hasRsvp: true })
  })

  it('cancelled where there is none: RSVP not found', async () => {
    expectProblem(await bob.delete(path), 404, 'RSVP not found')
  })

  it('GET …/attendees lists them newest first', async () => {
    await bob.post(path)
    await carol.post(path)
    const going = [carol, bob]
    expect(await alice.get(`/api/events/${eventId}/attendees`)).toMatchObject({
      status: 200,
      body: going.map((person) => ({ userId: aPerson(person), registeredAt: aTime })),
    })
    const answer = await request(linsta.url, `GET /api/events/${eventId}/attendees`)
    expect(answer).toMatchObject({
      status: 200,
      body: going.map((person) => ({ userId: aPersonWithoutEmail(person), registeredAt: aTime })),
    })
    expectNoEmail(answer.body)
    const refused = await request(linsta.url, `GET /api/events/${eventId}/attendees`, { token: 'nonsense' })
    expectProblem(refused, 401, 'Invalid or expired token')
  })

  it('unknown events: Event not found; malformed ids: 400 or 404', async () => {
    expectProblem(await bob.post(`/api/events/${NO_SUCH_ID}/rsvp`), 404, 'Event not found')
    // Without the event there is no registration either: both sentences are true.
    const cancelled = await bob.delete(`/api/events/${NO_SUCH_ID}/rsvp`)
    expectProblem(cancelled, 404, expect.stringMatching(/^(Event|RSVP) not found$/))
    expectProblem(await bob.get(`/api/events/${NO_SUCH_ID}/attendees`), 404, 'Event not found')
    expectMalformed(await bob.post('/api/events/not-an-id/rsvp'))
    expectMalformed(await bob.delete('/api/events/not-an-id/rsvp'))
    expectMalformed(await bob.get('/api/events/not-an-id/attendees'))
    expectMalformed(await bob.get('/api/events/not-an-id/check-rsvp'))
  })
})
