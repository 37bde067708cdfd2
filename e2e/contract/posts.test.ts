import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import {
  anId,
  aPerson,
  aPersonWithoutEmail,
  aPost,
  expectMalformed,
  expectNoEmail,
  expectProblem,
  NO_SUCH_ID,
} from './shapes.ts'

describe('posts', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
  })
  afterAll(() => linsta.close())

  const create = async (body: object, author = alice) => {
    const answer = await author.post('/api/posts', body)
    expect(answer.status).toBe(201)
    return answer.body
  }
  const idsOf = (posts: { _id: string }[]) => posts.map((post) => post._id)

  describe('POST /api/posts', () => {
    it('answers the Post', async () => {
      const post = await create({ caption: '  first light  ' })
      expect(post).toMatchObject(aPost({ authorId: alice.id, author: aPerson(alice), caption: 'first light' }))
    })

    it('carries media', async () => {
      const media = [
        { url: 'https://example.org/a.jpg', type: 'image' },
        { url: '/uploads/b.mp4', type: 'video' },
      ]
      const post = await create({ caption: 'pictures', media })
      const { _id: postId } = post
      const listed = [
        { _id: anId, postId, mediaType: 'image', mediaUrl: 'https://example.org/a.jpg' },
        { _id: anId, postId, mediaType: 'video', mediaUrl: '/uploads/b.mp4' },
      ]
      expect(post.media).toMatchObject(listed)
      expect((await bob.get(`/api/posts/${postId}`)).body.media).toMatchObject(listed)
    })

    it('belongs to an event', async () => {
      const { body: event } = await alice.post('/api/events', { title: 'A concert' })
      const post = await create({ caption: 'we are here', eventId: event._id })
      const belonging = { eventId: event._id, event: { _id: event._id, title: 'A concert' } }
      expect(post).toMatchObject(aPost({ authorId: alice.id, author: aPerson(alice), ...belonging }))
      expect((await bob.get(`/api/posts/${post._id}`)).body).toMatchObject(belonging)
    })

    it.each([undefined, null, '', ' \n', 7])('caption %j: Caption is required', async (caption) => {
      expectProblem(await alice.post('/api/posts', { caption }), 400, 'Caption is required')
    })

    it.each([
      'javascript:alert(1)',
      'data:text/html,hello',
      '//elsewhere.example',
      'ftp://example.org/a',
      'a.jpg',
      '',
      7,
    ])('a media url that is no http, https or path (%j): 400', async (url) =>
      expectProblem(await alice.post('/api/posts', { caption: 'x', media: [{ url, type: 'image' }] }), 400),
    )

    it.each([['image'], [{ 0: 'image' }], [[{ url: '/a.jpg' }]], [['/a.jpg']]])(
      'media that is no list of url and type (%j): 400',
      async (media) => expectProblem(await alice.post('/api/posts', { caption: 'x', media }), 400),
    )

    it('refuses malformed and unknown event ids', async () => {
      expectMalformed(await alice.post('/api/posts', { caption: 'x', eventId: 'not-an-id' }))
      expectMalformed(await alice.post('/api/posts', { caption: 'x', eventId: NO_SUCH_ID }))
    })
  })

  describe('GET /api/posts', () => {
    it('is the feed, newest first, with limit and skip', async () => {
      const author = await Person.register(linsta.url, 'Ada')
      const created: string[] = []
      for (let index = 0; index < 23; index += 1) created.unshift((await create({ caption: `${index}` }, author))._id)
      const feed = async (query: string) => {
        const answer = await bob.get(`/api/posts${query}`)
        expect(answer.status).toBe(200)
        return idsOf(answer.body)
      }
      expect(await feed('')).toEqual(created.slice(0, 20))
      expect(await feed('?limit=3')).toEqual(created.slice(0, 3))
      expect(await feed('?limit=3&skip=2')).toEqual(created.slice(2, 5))
      expect((await feed('?limit=1000')).slice(0, 23)).toEqual(created)
      expect(await feed('?skip=100000')).toEqual([])
    })

    it('cuts limit to 100', async () => {
      const author = await Person.register(linsta.url, 'Ada')
      await Promise.all(Array.from({ length: 101 }, (_, index) => create({ caption: `many ${index}` }, author)))
      expect((await bob.get('/api/posts?limit=1000')).body).toHaveLength(100)
    })

    it('shows each Post as the viewer sees it', async () => {
      const post = await create({ caption: 'to be liked' })
      await bob.post(`/api/posts/${post._id}/like`)
      await bob.post(`/api/posts/${post._id}/comment`, { text: 'nice' })
      const counts = { _id: post._id, caption: 'to be liked', likeCount: 1, commentCount: 1 }
      for (const [viewer, userLiked] of [[bob, true] as const, [alice, false] as const]) {
        const seen = aPost({ authorId: alice.id, author: aPerson(alice), ...counts, userLiked })
        expect((await viewer.get('/api/posts?limit=1')).body).toMatchObject([seen])
        expect((await viewer.get(`/api/posts/${post._id}`)).body).toMatchObject(seen)
      }
    })

    it('finds by search', async () => {
      const post = await create({ caption: 'A walk beside the Kattegat' })
      await create({ caption: 'Something else entirely' })
      expect(idsOf((await bob.get('/api/posts?search=Kattegat')).body)).toEqual([post._id])
      expect(idsOf((await bob.get('/api/posts?search=kattegat')).body)).toEqual([post._id])
      expect((await bob.get('/api/posts?search=nowhereland')).body).toEqual([])
    })

    it.each(['"', "'", '%', '*', 'a AND', '(', '\\', 'NEAR(', '😀', '--', '北京'])(
      'a search for %j is only a search',
      async (search) => {
        expect((await bob.get(`/api/posts?search=${encodeURIComponent(search)}`)).status).toBe(200)
      },
    )

    it('filters by eventId', async () => {
      const { body: event } = await alice.post('/api/events', { title: 'A concert' })
      const post = await create({ caption: 'we are here', eventId: event._id })
      await create({ caption: 'we are not' })
      expect(idsOf((await bob.get(`/api/posts?eventId=${event._id}`)).body)).toEqual([post._id])
      expect((await bob.get(`/api/posts?eventId=${NO_SUCH_ID}`)).body).toEqual([])
      expectMalformed(await bob.get('/api/posts?eventId=not-an-id'))
    })

    it.each(['limit=0', 'limit=-1', 'limit=1.5', 'limit=abc', 'skip=-1', 'skip=0.5', 'skip=abc'])(
      '%s: 400',
      async (query) => {
        expectProblem(await bob.get(`/api/posts?${query}`), 400)
      },
    )

    it('needs a token', async () => {
      expectProblem(await request(linsta.url, 'GET /api/posts'), 401, 'Missing or invalid token')
    })
  })

  describe('GET /api/posts/:id', () => {
    it('is public: without a token there are no emails in it', async () => {
      const post = await create({ caption: 'for all the world' })
      const answer = await request(linsta.url, `GET /api/posts/${post._id}`)
      const expected = { _id: post._id, caption: 'for all the world', userLiked: false }
      expect(answer).toMatchObject({
        status: 200,
        body: aPost({ authorId: alice.id, author: aPersonWithoutEmail(alice), ...expected }),
      })
      expectNoEmail(answer.body)
    })

    it('uses a token that comes, and refuses one that is invalid', async () => {
      const post = await create({ caption: 'for all the world' })
      expect((await bob.get(`/api/posts/${post._id}`)).body.author).toMatchObject(aPerson(alice))
      const answer = await request(linsta.url, `GET /api/posts/${post._id}`, { token: 'nonsense' })
      expectProblem(answer, 401, 'Invalid or expired token')
    })

    it('refuses unknown and malformed ids', async () => {
      expectProblem(await bob.get(`/api/posts/${NO_SUCH_ID}`), 404, 'Post not found')
      expectMalformed(await bob.get('/api/posts/not-an-id'))
    })
  })

  describe('DELETE /api/posts/:id', () => {
    it('takes one’s own post away', async () => {
      const post = await create({ caption: 'a slip' })
      expect(await alice.delete(`/api/posts/${post._id}`)).toMatchObject({
        status: 200,
        body: { success: true, message: 'Post deleted successfully' },
      })
      expect(idsOf((await bob.get('/api/posts?limit=100')).body)).not.toContain(post._id)
      expectProblem(await bob.get(`/api/posts/${post._id}`), 404, 'Post not found')
      expectProblem(await bob.post(`/api/posts/${post._id}/like`), 404, 'Post not found')
      expectProblem(await bob.post(`/api/posts/${post._id}/comment`, { text: 'where?' }), 404, 'Post not found')
      expectProblem(await bob.get(`/api/posts/${post._id}/comments`), 404, 'Post not found')
      expectProblem(await alice.delete(`/api/posts/${post._id}`), 404, 'Post not found')
    })

    it('refuses others, unknown and malformed ids', async () => {
      const post = await create({ caption: 'mine' })
      expectProblem(await bob.delete(`/api/posts/${post._id}`), 403, 'Unauthorized: Can only delete own posts')
      expect((await bob.get(`/api/posts/${post._id}`)).status).toBe(200)
      expectProblem(await bob.delete(`/api/posts/${NO_SUCH_ID}`), 404, 'Post not found')
      expectMalformed(await bob.delete('/api/posts/not-an-id'))
    })
  })
})
