import { type Answer, Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readInbox } from './inbox.ts'

const AT_ONCE = 20

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).toSorted()
const many = <Item>(count: number, make: (index: number) => Promise<Item>): Promise<Item[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

describe('[P8] exactly one notification per action and recipient', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  /** An author with a post and an event, online on two connections, and somebody who acts. */
  async function anAuthor() {
    const author = await Person.register(server.url, 'Ada')
    const fan = await Person.register(server.url, 'Ben')
    const postId: string = (await author.post('/api/posts', { caption: 'first light' })).body._id
    const eventId: string = (await author.post('/api/events', { title: 'a walk' })).body._id
    const connections = [await author.connect(), await author.connect({ transports: ['polling'] })]
    return {
      author,
      fan,
      postId,
      eventId,
      like: (person = fan) => person.post(`/api/posts/${postId}/like`),
      unlike: (person = fan) => person.delete(`/api/posts/${postId}/like`),
      rsvp: (person = fan) => person.post(`/api/events/${eventId}/rsvp`),
      cancel: (person = fan) => person.delete(`/api/events/${eventId}/rsvp`),
      comment: (text: string) => fan.post(`/api/posts/${postId}/comment`, { text }),
      /** What every connection of the author has received by now: the same on each. */
      async delivered(): Promise<unknown[]> {
        for (const connection of connections) await connection.settled()
        const [first, second] = connections.map((connection) => connection.all('notification'))
        expect(second).toEqual(first)
        return first ?? []
      },
      /** The inbox, its unread count checked against it. */
      async inbox() {
        const { notifications, unreadCount } = await readInbox(author)
        expect(unreadCount).toBe(notifications.filter(({ isRead }) => !isRead).length)
        return notifications
      },
    }
  }

  it('a like that is retried and sent many times at once is stored once and delivered once', async () => {
    const { author, postId, like, delivered, inbox } = await anAuthor()
    const answers = await many(AT_ONCE, () => like())
    expect(statuses(answers)).toEqual([201, ...Array(AT_ONCE - 1).fill(409)])
    expect((await like()).status).toBe(409)
    const expected = {
      userId: author.id,
      type: 'LIKE',
      message: 'Ben liked your post',
      referenceId: postId,
      isRead: false,
    }
    expect(await inbox()).toEqual([expect.objectContaining(expected)])
    expect(await delivered()).toEqual(await inbox())
    author.leave()
  })

  it('so is an RSVP', async () => {
    const { author, eventId, rsvp, delivered, inbox } = await anAuthor()
    const answers = await many(AT_ONCE, () => rsvp())
    expect(statuses(answers)).toEqual([201, ...Array(AT_ONCE - 1).fill(409)])
    const expected = { type: 'EVENT_RSVP', message: 'Ben registered for your event', referenceId: eventId }
    expect(await inbox()).toEqual([expect.objectContaining(expected)])
    expect(await delivered()).toEqual(await inbox())
    author.leave()
  })

  it('many people at once: one each', async () => {
    const { author, like, rsvp, delivered, inbox } = await anAuthor()
    const people = await many(AT_ONCE, (index) => Person.register(server.url, `Fan ${index}`))
    await Promise.all(people.flatMap((person) => [like(person), rsvp(person), like(person), rsvp(person)]))
    const expected = people.flatMap(({ name }) => [`${name} liked your post`, `${name} registered for your event`])
    expect((await inbox()).map(({ message }) => message).toSorted()).toEqual(expected.toSorted())
    const ids = (await inbox()).map(({ _id }) => _id)
    expect((await delivered()).map((one) => (one as { _id: string })._id).toSorted()).toEqual(ids.toSorted())
    author.leave()
  })

  it('it is stored while the author is offline, and not delivered again by itself', async () => {
    const { author, like, inbox } = await anAuthor()
    author.leave()
    expect((await like()).status).toBe(201)
    expect(await inbox()).toMatchObject([{ type: 'LIKE', isRead: false }])
    const back = await author.connect()
    await back.settled()
    expect(back.all('notification')).toEqual([])
    author.leave()
  })

  it('nobody is notified of their own action', async () => {
    const { author, like, rsvp, postId, delivered, inbox } = await anAuthor()
    expect((await like(author)).status).toBe(201)
    expect((await rsvp(author)).status).toBe(201)
    expect((await author.post(`/api/posts/${postId}/comment`, { text: 'me too' })).status).toBe(201)
    expect(await inbox()).toEqual([])
    expect(await delivered()).toEqual([])
    author.leave()
  })

  it.each(['like', 'rsvp'] as const)(
    'undoing it takes it back, and doing it again notifies again (%s)',
    async (kind) => {
      const scene = await anAuthor()
      const [act, undo] = kind === 'like' ? [scene.like, scene.unlike] : [scene.rsvp, scene.cancel]
      expect((await act()).status).toBe(201)
      expect(await scene.inbox()).toHaveLength(1)
      expect((await undo()).status).toBe(200)
      expect(await scene.inbox()).toEqual([])
      expect((await undo()).status).toBe(404)
      expect((await act()).status).toBe(201)
      expect(await scene.inbox()).toHaveLength(1)
      expect(await scene.delivered()).toHaveLength(2)
      scene.author.leave()
    },
  )

  it.each(['like', 'rsvp'] as const)(
    'not again where the first had been read before it was taken back (%s)',
    async (kind) => {
      const scene = await anAuthor()
      const [act, undo] = kind === 'like' ? [scene.like, scene.unlike] : [scene.rsvp, scene.cancel]
      await act()
      const [first] = await scene.inbox()
      expect(await scene.author.put(`/api/notifications/${first?._id}/read`)).toMatchObject({ body: { isRead: true } })
      expect((await undo()).status).toBe(200)
      expect(await scene.inbox()).toEqual([])
      expect(await scene.author.put(`/api/notifications/${first?._id}/read`)).toMatchObject({ status: 404 })
      expect((await act()).status).toBe(201)
      expect(await scene.inbox()).toEqual([])
      expect(await scene.delivered()).toHaveLength(1)
      // However often: it stays a read one that was taken back.
      await undo()
      await act()
      expect(await scene.inbox()).toEqual([])
      expect(await scene.delivered()).toHaveLength(1)
      scene.author.leave()
    },
  )

  it('mark-all-read counts as read in the same way', async () => {
    const { author, like, unlike, inbox, delivered } = await anAuthor()
    await like()
    expect((await author.put('/api/notifications/mark-all/read')).status).toBe(200)
    await unlike()
    await like()
    expect(await inbox()).toEqual([])
    expect(await delivered()).toHaveLength(1)
    author.leave()
  })

  it('likes and unlikes at random and at once leave one notification where there is a like, and none where not', async () => {
    const { author, fan, postId, like, unlike, inbox, delivered } = await anAuthor()
    const people = [fan, ...(await many(4, (index) => Person.register(server.url, `Fan ${index}`)))]
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        people.flatMap((person) => [like(person), unlike(person), like(person), unlike(person), like(person)]),
      )
      const seen = await Promise.all(people.map((person) => person.get(`/api/posts/${postId}`)))
      const liking = people.filter((_, index) => seen[index]?.body.userLiked)
      expect((await inbox()).map(({ message }) => message).toSorted()).toEqual(
        liking.map(({ name }) => `${name} liked your post`).toSorted(),
      )
      expect(seen[0]?.body.likeCount).toBe(liking.length)
    }
    const ids = (await delivered()).map((one) => (one as { _id: string })._id)
    expect(new Set(ids).size).toBe(ids.length)
    author.leave()
  })

  it('a deleted comment takes its own notification back and no other', async () => {
    const { author, fan, postId, like, comment, inbox, delivered } = await anAuthor()
    await like()
    const [first] = [await comment('one'), await comment('two')]
    expect((await inbox()).map(({ type }) => type)).toEqual(['COMMENT', 'COMMENT', 'LIKE'])
    const [second] = await inbox()
    expect((await fan.delete(`/api/posts/${postId}/comments/${first?.body._id}`)).status).toBe(200)
    expect((await inbox()).map(({ type }) => type)).toEqual(['COMMENT', 'LIKE'])
    expect((await inbox())[0]?._id).toBe(second?._id)
    expect((await fan.delete(`/api/posts/${postId}/comments/${first?.body._id}`)).status).toBe(404)
    expect(await inbox()).toHaveLength(2)
    expect(await delivered()).toHaveLength(3)
    author.leave()
  })

  it('a deleted post takes back all about it, a deleted event likewise, and nothing about others', async () => {
    const { author, fan, postId, eventId, like, rsvp, comment, inbox } = await anAuthor()
    const otherPost = await author.post('/api/posts', { caption: 'another' })
    await fan.post(`/api/posts/${otherPost.body._id}/like`)
    await like()
    await comment('one')
    await comment('two')
    await rsvp()
    expect(await inbox()).toHaveLength(5)
    // One of them was read: it goes as well, and the count stays right.
    const [newest] = await inbox()
    await author.put(`/api/notifications/${newest?._id}/read`)
    expect((await author.delete(`/api/posts/${postId}`)).status).toBe(200)
    expect((await inbox()).map(({ type, referenceId }) => [type, referenceId])).toEqual([
      ['EVENT_RSVP', eventId],
      ['LIKE', otherPost.body._id],
    ])
    expect((await author.delete(`/api/events/${eventId}`)).status).toBe(200)
    expect((await inbox()).map(({ type, referenceId }) => [type, referenceId])).toEqual([['LIKE', otherPost.body._id]])
    author.leave()
  })

  it('likes that race with the deletion of the post leave nothing behind', async () => {
    const people = await many(10, (index) => Person.register(server.url, `Fan ${index}`))
    for (let round = 0; round < 5; round += 1) {
      const { author, postId, like, inbox } = await anAuthor()
      const [deleted, ...likes] = await Promise.all([author.delete(`/api/posts/${postId}`), ...people.map(like)])
      expect(deleted.status).toBe(200)
      for (const { status } of likes) expect([201, 404]).toContain(status)
      expect(await inbox()).toEqual([])
      author.leave()
    }
  })
})
