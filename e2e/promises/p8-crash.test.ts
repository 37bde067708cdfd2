import { type Connection, Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dice, withDice } from './dice.ts'
import { type Notification, readInbox } from './inbox.ts'

const KILLS = 15
const PEOPLE = 10
const STEPS = 40 // of each person in a burst: more than the burst lives to see
const MS_BEFORE_KILL_MAX = 150

/** What one person wants of one post or event in the end, whatever the server acked so far. */
type Wish = { person: Person; path: string; wanted: boolean }

describe('[P8] crashes', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  it(
    `${KILLS} kills amid likes, comments, RSVPs and their undoing lose and double no notification`,
    { timeout: 120_000 },
    () =>
      withDice(async (dice) => {
        const author = await Person.register(server.url, 'Ada')
        const people = await Promise.all(
          Array.from({ length: PEOPLE }, (_, index) => Person.register(server.url, `Fan ${index}`)),
        )
        let killsAmidActions = 0
        for (let kill = 1; kill <= KILLS; kill += 1) {
          const connection = await author.connect()
          const posts = await Promise.all(
            [1, 2].map((part) => publish(author, '/api/posts', { caption: `${kill}.${part}` })),
          )
          const events = [await publish(author, '/api/events', { title: `evening ${kill}` })]
          const wishes = makeWishes({ people, posts, events })

          const killed = new Promise((resolve) => setTimeout(resolve, dice.below(MS_BEFORE_KILL_MAX))).then(() =>
            server.kill(),
          )
          const bursts = people.map((person) =>
            burst(
              wishes.filter((wish) => wish.person === person),
              posts,
              dice,
            ),
          )
          const isCut = (await Promise.all(bursts)).some((cut) => cut)
          if (isCut) killsAmidActions += 1
          await killed
          await server.start()

          // Whatever was done and whatever was not: each action that is there has its one notification.
          await expectOneEach({ author, posts, events })
          // Retried until it is as everybody wants it.
          await Promise.all(wishes.map(fulfil))
          const { notifications } = await expectOneEach({ author, posts, events })
          const about = notifications.filter(({ referenceId, type }) =>
            isAbout([...posts, ...events], referenceId, type),
          )
          expect(about.map(sentence).toSorted()).toEqual(
            wishes
              .filter(({ wanted }) => wanted)
              .map(expected)
              .toSorted(),
          )
          expectDelivered(connection, notifications)
        }
        expect(killsAmidActions).toBeGreaterThan(KILLS * 0.8)
      }),
  )
})

async function publish(author: Person, path: string, body: object): Promise<string> {
  const answer = await author.post(path, body)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body._id
}

function makeWishes(of: { people: Person[]; posts: string[]; events: string[] }): Wish[] {
  const paths = [...of.posts.map((id) => `/api/posts/${id}/like`), ...of.events.map((id) => `/api/events/${id}/rsvp`)]
  return of.people.flatMap((person) => paths.map((path) => ({ person, path, wanted: false })))
}

/** Likes, registers, comments and undoes it at random. @returns whether the server went away amid it */
async function burst(wishes: Wish[], posts: string[], dice: Dice): Promise<boolean> {
  try {
    for (let step = 0; step < STEPS; step += 1) {
      const wish = dice.pick(wishes)
      if (dice.below(4) === 0) {
        const answer = await wish.person.post(`/api/posts/${dice.pick(posts)}/comment`, { text: `step ${step}` })
        expect(answer.status).toBe(201)
        continue
      }
      // Changed first: if the answer is lost, this is what is retried.
      wish.wanted = !wish.wanted
      const answer = wish.wanted ? await wish.person.post(wish.path) : await wish.person.delete(wish.path)
      expect(answer.status).toBe(wish.wanted ? 201 : 200)
    }
    return false
  } catch (error) {
    if (error instanceof TypeError) return true // fetch: the connection broke
    throw error
  }
}

async function fulfil({ person, path, wanted }: Wish): Promise<void> {
  const { status } = wanted ? await person.post(path) : await person.delete(path)
  expect(wanted ? [201, 409] : [200, 404]).toContain(status)
}

/** Counts actions and notifications of each kind about each thing: they agree, and the unread count with them. */
async function expectOneEach(of: { author: Person; posts: string[]; events: string[] }) {
  const { author, posts, events } = of
  const { notifications, unreadCount } = await readInbox(author)
  const count = (id: string, type: string) =>
    notifications.filter((one) => one.referenceId === id && one.type === type).length
  for (const id of posts) {
    const { likeCount, commentCount } = (await author.get(`/api/posts/${id}`)).body
    expect({ LIKE: count(id, 'LIKE'), COMMENT: count(id, 'COMMENT') }).toEqual({
      LIKE: likeCount,
      COMMENT: commentCount,
    })
    expect((await author.get(`/api/posts/${id}/comments?limit=100`)).body).toHaveLength(Math.min(commentCount, 100))
  }
  for (const id of events) {
    const attendees = (await author.get(`/api/events/${id}/attendees`)).body
    expect(count(id, 'EVENT_RSVP')).toBe(attendees.length)
  }
  expect(unreadCount).toBe(notifications.length)
  expect(new Set(notifications.map(({ _id }) => _id)).size).toBe(notifications.length)
  return { notifications }
}

const isAbout = (ids: string[], referenceId: string, type: string) => ids.includes(referenceId) && type !== 'COMMENT'
const sentence = ({ message, referenceId }: Notification) => `${message} ${referenceId}`

function expected({ person, path }: Wish): string {
  const [, , kind, id] = path.split('/')
  return `${person.name} ${kind === 'posts' ? 'liked your post' : 'registered for your event'} ${id}`
}

/** What reached the author's connection before the kill came once each, and is stored unless it was taken back. */
function expectDelivered(connection: Connection, notifications: Notification[]): void {
  const delivered = connection.all('notification') as Notification[]
  expect(new Set(delivered.map(({ _id }) => _id)).size).toBe(delivered.length)
  const stored = new Map(notifications.map((one) => [one._id, one]))
  for (const one of delivered) {
    const kept = stored.get(one._id)
    if (one.type === 'COMMENT' || kept !== undefined) expect(kept).toEqual(one)
  }
}
