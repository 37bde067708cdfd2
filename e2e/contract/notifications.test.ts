import { Person } from '@linsta/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aNotification, expectMalformed, expectProblem, NO_SUCH_ID, TRANSPORTS } from './shapes.ts'

describe('notifications', () => {
  let linsta: RunningLinsta
  let ada: Person // the author: a new one for each test, whose inbox is empty
  let ben: Person
  let cleo: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[ben, cleo] = await Promise.all([Person.register(linsta.url, 'Ben B.'), Person.register(linsta.url, 'Cleo')])
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    ada = await Person.register(linsta.url, 'Ada')
  })
  afterEach(() => {
    for (const person of [ada, ben, cleo]) person.leave()
  })

  const newPost = async () => (await ada.post('/api/posts', { caption: 'first light' })).body._id as string
  const newEvent = async () => (await ada.post('/api/events', { title: 'A concert' })).body._id as string
  const like = (postId: string, who = ben) => who.post(`/api/posts/${postId}/like`)
  const inbox = async (query = '', who = ada) => {
    const answer = await who.get(`/api/notifications${query}`)
    expect(answer.status).toBe(200)
    return answer.body as { _id: string; referenceId: string; type: string; isRead: boolean }[]
  }
  const unread = async (who = ada) => {
    const answer = await who.get('/api/notifications/unread/count')
    expect(answer.status).toBe(200)
    return answer.body
  }

  /** What notifies, and what takes it back. */
  const actions = [
    {
      type: 'LIKE',
      message: 'Ben B. liked your post',
      target: newPost,
      act: (id: string, who: Person) => who.post(`/api/posts/${id}/like`),
      undo: (id: string) => ben.delete(`/api/posts/${id}/like`),
      remove: (id: string) => ada.delete(`/api/posts/${id}`),
    },
    {
      type: 'COMMENT',
      message: 'Ben B. commented on your post',
      target: newPost,
      act: (id: string, who: Person) => who.post(`/api/posts/${id}/comment`, { text: 'how fine' }),
      undo: async (id: string) => {
        const [comment] = (await ben.get(`/api/posts/${id}/comments`)).body
        return ben.delete(`/api/posts/${id}/comments/${comment._id}`)
      },
      remove: (id: string) => ada.delete(`/api/posts/${id}`),
    },
    {
      type: 'EVENT_RSVP',
      message: 'Ben B. registered for your event',
      target: newEvent,
      act: (id: string, who: Person) => who.post(`/api/events/${id}/rsvp`),
      undo: (id: string) => ben.delete(`/api/events/${id}/rsvp`),
      remove: (id: string) => ada.delete(`/api/events/${id}`),
    },
  ]

  describe.each(actions)('$type', ({ type, message, target, act, undo, remove }) => {
    it.each(TRANSPORTS)(
      'reaches every connection of the user over %s, with no subscribe_notifications',
      async (transport) => {
        const tabs = [await ada.connect({ transports: [transport] }), await ada.connect({ transports: [transport] })]
        const actors = await ben.connect({ transports: [transport] })
        const bystanders = await cleo.connect({ transports: [transport] })
        const id = await target()
        expect((await act(id, ben)).status).toBe(201)
        const notification = aNotification({ userId: ada.id, type, message, referenceId: id })
        for (const tab of tabs) expect(await tab.waitFor('notification')).toMatchObject([notification])
        expect(await inbox()).toEqual(tabs[0]?.all('notification'))
        for (const other of [actors, bystanders]) {
          await other.settled()
          expect(other.all('notification')).toEqual([])
        }
        for (const tab of tabs) {
          await tab.settled()
          expect(tab.all('notification')).toHaveLength(1)
        }
      },
    )

    it('[P8] is stored for who is offline, and a connection gets no backlog', async () => {
      const id = await target()
      await act(id, ben)
      expect(await inbox()).toMatchObject([aNotification({ userId: ada.id, type, message, referenceId: id })])
      expect(await unread()).toMatchObject({ unreadCount: 1 })
      const connection = await ada.connect()
      await connection.settled()
      expect(connection.all('notification')).toEqual([])
    })

    it('nobody is notified of their own action', async () => {
      const connection = await ada.connect()
      const id = await target()
      expect((await act(id, ada)).status).toBe(201)
      await act(id, cleo)
      const [first] = await connection.waitFor('notification')
      expect(first.message).toMatch(/^Cleo /)
      expect(await inbox()).toHaveLength(1)
      expect(await unread()).toMatchObject({ unreadCount: 1 })
    })

    it('[P8] undoing the action takes it back, and no other', async () => {
      const id = await target()
      await act(id, cleo)
      await act(id, ben)
      expect(await unread()).toMatchObject({ unreadCount: 2 })
      expect((await undo(id)).status).toBe(200)
      expect(await inbox()).toMatchObject([{ type, message: message.replace('Ben B.', 'Cleo'), referenceId: id }])
      expect(await unread()).toMatchObject({ unreadCount: 1 })
    })

    it('[P8] deleting what it is about takes it back', async () => {
      const id = await target()
      await act(id, ben)
      await act(id, cleo)
      const kept = await newPost()
      await like(kept, cleo)
      expect((await remove(id)).status).toBe(200)
      expect(await inbox()).toMatchObject([{ type: 'LIKE', referenceId: kept }])
      expect(await unread()).toMatchObject({ unreadCount: 1 })
    })
  })

  it('[P8] a like that is retried many times at once is one notification', async () => {
    const connection = await ada.connect()
    const id = await newPost()
    await Promise.all(Array.from({ length: 20 }, () => like(id)))
    await like(id, cleo)
    await connection.waitFor('notification', 2)
    await connection.settled()
    expect(connection.all('notification')).toHaveLength(2)
    expect((await inbox()).map((one) => one.referenceId)).toEqual([id, id])
  })

  it('[P8] like, unlike, like is one notification', async () => {
    const id = await newPost()
    await like(id)
    await ben.delete(`/api/posts/${id}/like`)
    expect(await inbox()).toEqual([])
    await like(id)
    expect(await inbox()).toMatchObject([aNotification({ userId: ada.id, type: 'LIKE', referenceId: id })])
    expect(await unread()).toMatchObject({ unreadCount: 1 })
  })

  describe.each(TRANSPORTS)('subscribing over %s', (transport) => {
    it('subscribe_notifications answers notification_subscribed', async () => {
      const connection = await ada.connect({ transports: [transport] })
      connection.emit('subscribe_notifications')
      expect(await connection.waitFor('notification_subscribed')).toMatchObject([
        { message: 'Successfully subscribed to notifications' },
      ])
      expect(await connection.socket.timeout(10_000).emitWithAck('subscribe_notifications')).toMatchObject({ ok: true })
      expect(connection.all('notification_subscribed')).toHaveLength(2)
    })

    it('subscribing again doubles nothing', async () => {
      const connection = await ada.connect({ transports: [transport] })
      connection.emit('subscribe_notifications')
      connection.emit('subscribe_notifications')
      await connection.settled()
      await like(await newPost())
      await connection.waitFor('notification')
      await connection.settled()
      expect(connection.all('notification')).toHaveLength(1)
    })

    it('unsubscribe_notifications is for this socket, until it subscribes again', async () => {
      const silent = await ada.connect({ transports: [transport] })
      const other = await ada.connect({ transports: [transport] })
      expect(await silent.socket.timeout(10_000).emitWithAck('unsubscribe_notifications')).toMatchObject({ ok: true })
      const first = await newPost()
      await like(first)
      await other.waitFor('notification')
      // Whatever was sent to it before has arrived once this subscription is answered.
      await silent.settled()
      expect(silent.all('notification')).toEqual([])

      const second = await newPost()
      await like(second)
      expect(await silent.waitFor('notification')).toMatchObject([{ referenceId: second }])
      const both = await other.waitFor('notification', 2)
      expect(both.map((notification) => notification.referenceId)).toEqual([first, second])
      await silent.settled()
      expect(silent.all('notification')).toHaveLength(1)
    })

    it('unsubscribe_notifications without an acknowledgement is as good', async () => {
      const silent = await ada.connect({ transports: [transport] })
      const other = await ada.connect({ transports: [transport] })
      silent.emit('unsubscribe_notifications')
      // Calls of one socket are handled in order: behind the answer to this one lies the call before it.
      await silent.call('join_room', {})
      await like(await newPost())
      await other.waitFor('notification')
      await silent.settled()
      expect(silent.all('notification')).toEqual([])
      expect(silent.all('error')).toEqual([])
    })
  })

  describe('GET /api/notifications', () => {
    it('lists newest first, with limit and skip', async () => {
      const posts: string[] = []
      for (let index = 0; index < 22; index += 1) {
        const id = await newPost()
        await like(id)
        posts.unshift(id)
      }
      const references = async (query: string) => (await inbox(query)).map((one) => one.referenceId)
      expect(await references('')).toEqual(posts.slice(0, 20))
      expect(await references('?limit=3')).toEqual(posts.slice(0, 3))
      expect(await references('?limit=3&skip=2')).toEqual(posts.slice(2, 5))
      expect(await references('?limit=1000')).toEqual(posts)
      expect(await references('?skip=22')).toEqual([])
      expect(await unread()).toMatchObject({ unreadCount: 22 })
    })

    it('cuts limit to 100', async () => {
      const id = await newPost()
      await Promise.all(
        Array.from({ length: 101 }, (_, index) => ben.post(`/api/posts/${id}/comment`, { text: `comment ${index}` })),
      )
      expect(await inbox('?limit=1000')).toHaveLength(100)
      expect(await unread()).toMatchObject({ unreadCount: 101 })
    })

    it('is empty for somebody new, and nobody sees those of others', async () => {
      await like(await newPost())
      const newcomer = await Person.register(linsta.url, 'New')
      expect(await inbox('', newcomer)).toEqual([])
      expect(await unread(newcomer)).toMatchObject({ unreadCount: 0 })
    })

    it.each(['limit=0', 'limit=-1', 'limit=1.5', 'limit=abc', 'skip=-1', 'skip=0.5', 'skip=abc'])(
      '%s: 400',
      async (query) => {
        expectProblem(await ada.get(`/api/notifications?${query}`), 400)
      },
    )
  })

  describe('PUT /api/notifications/…/read', () => {
    it('marks one as read', async () => {
      const id = await newPost()
      await like(id)
      await like(id, cleo)
      const [newest, oldest] = await inbox()
      const answer = await ada.put(`/api/notifications/${newest?._id}/read`)
      expect(answer).toMatchObject({
        status: 200,
        body: aNotification({ ...newest, updatedSeq: expect.any(Number), userId: ada.id, isRead: true }),
      })
      expect(await inbox()).toMatchObject([
        { _id: newest?._id, isRead: true },
        { _id: oldest?._id, isRead: false },
      ])
      expect(await unread()).toMatchObject({ unreadCount: 1 })
      const again = await ada.put(`/api/notifications/${newest?._id}/read`)
      expect(again).toMatchObject({ status: 200, body: { _id: newest?._id, isRead: true } })
      expect(await unread()).toMatchObject({ unreadCount: 1 })
    })

    it('marks all as read, those that come later not', async () => {
      const id = await newPost()
      await like(id)
      await like(id, cleo)
      expect(await ada.put('/api/notifications/mark-all/read')).toMatchObject({
        status: 200,
        body: { message: 'All notifications marked as read' },
      })
      expect((await inbox()).map((one) => one.isRead)).toEqual([true, true])
      expect(await unread()).toMatchObject({ unreadCount: 0 })
      await like(await newPost())
      expect((await inbox()).map((one) => one.isRead)).toEqual([false, true, true])
      expect(await unread()).toMatchObject({ unreadCount: 1 })
    })

    it('refuses those of others, unknown and malformed ids', async () => {
      await like(await newPost())
      const [mine] = await inbox()
      expectProblem(await ben.put(`/api/notifications/${mine?._id}/read`), 404, 'Notification not found')
      expect(await inbox()).toMatchObject([{ isRead: false }])
      expectProblem(await ada.put(`/api/notifications/${NO_SUCH_ID}/read`), 404, 'Notification not found')
      expectMalformed(await ada.put('/api/notifications/not-an-id/read'))
    })
  })
})
