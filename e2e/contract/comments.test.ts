import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import {
  aComment,
  aPerson,
  aPersonWithoutEmail,
  expectMalformed,
  expectNoEmail,
  expectProblem,
  NO_SUCH_ID,
} from './shapes.ts'

describe('comments', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let postId: string
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    postId = (await alice.post('/api/posts', { caption: 'first light' })).body._id
  })

  const write = async (text: string, who = bob) => {
    const answer = await who.post(`/api/posts/${postId}/comment`, { text })
    expect(answer.status).toBe(201)
    return answer.body
  }
  const list = async (query = '') => {
    const answer = await alice.get(`/api/posts/${postId}/comments${query}`)
    expect(answer.status).toBe(200)
    return answer.body as { text: string }[]
  }

  describe('POST /api/posts/:id/comment', () => {
    it('answers the Comment, which counts', async () => {
      expect(await write('  how fine  ')).toMatchObject(
        aComment({ postId, userId: bob.id, user: aPerson(bob), text: 'how fine' }),
      )
      await write('and again')
      expect((await alice.get(`/api/posts/${postId}`)).body).toMatchObject({ commentCount: 2 })
    })

    it.each([undefined, null, '', ' \n', 7])('text %j: Comment text is required', async (text) => {
      expectProblem(await bob.post(`/api/posts/${postId}/comment`, { text }), 400, 'Comment text is required')
    })

    it('refuses unknown and malformed ids', async () => {
      const body = { text: 'how fine' }
      expectProblem(await bob.post(`/api/posts/${NO_SUCH_ID}/comment`, body), 404, 'Post not found')
      expectMalformed(await bob.post('/api/posts/not-an-id/comment', body))
    })
  })

  describe('GET /api/posts/:id/comments', () => {
    it('lists newest first, with limit and skip', async () => {
      const texts = Array.from({ length: 22 }, (_, index) => `comment ${22 - index}`)
      for (const text of texts.toReversed()) await write(text)
      const textsOf = async (query: string) => (await list(query)).map((comment) => comment.text)
      expect(await textsOf('')).toEqual(texts.slice(0, 20))
      expect(await textsOf('?limit=2')).toEqual(texts.slice(0, 2))
      expect(await textsOf('?limit=2&skip=3')).toEqual(texts.slice(3, 5))
      expect(await textsOf('?limit=1000')).toEqual(texts)
    })

    it('cuts limit to 100', async () => {
      await Promise.all(Array.from({ length: 101 }, (_, index) => write(`comment ${index}`)))
      expect(await list('?limit=1000')).toHaveLength(100)
    })

    it('is public: without a token there are no emails in it', async () => {
      await write('how fine')
      const known = { postId, userId: bob.id, text: 'how fine' }
      expect(await list()).toMatchObject([aComment({ ...known, user: aPerson(bob) })])
      const answer = await request(linsta.url, `GET /api/posts/${postId}/comments`)
      expect(answer).toMatchObject({ status: 200, body: [aComment({ ...known, user: aPersonWithoutEmail(bob) })] })
      expectNoEmail(answer.body)
      const refused = await request(linsta.url, `GET /api/posts/${postId}/comments`, { token: 'nonsense' })
      expectProblem(refused, 401, 'Invalid or expired token')
    })

    it.each(['limit=0', 'limit=-1', 'limit=1.5', 'limit=abc', 'skip=-1', 'skip=0.5', 'skip=abc'])(
      '%s: 400',
      async (query) => {
        expectProblem(await bob.get(`/api/posts/${postId}/comments?${query}`), 400)
      },
    )

    it('refuses unknown and malformed ids', async () => {
      expectProblem(await bob.get(`/api/posts/${NO_SUCH_ID}/comments`), 404, 'Post not found')
      expectMalformed(await bob.get('/api/posts/not-an-id/comments'))
    })
  })

  describe('DELETE /api/posts/:postId/comments/:commentId', () => {
    it('takes one’s own comment away', async () => {
      const comment = await write('a slip')
      const path = `/api/posts/${postId}/comments/${comment._id}`
      expect(await bob.delete(path)).toMatchObject({
        status: 200,
        body: { success: true, message: 'Comment deleted successfully' },
      })
      expect(await list()).toEqual([])
      expect((await alice.get(`/api/posts/${postId}`)).body).toMatchObject({ commentCount: 0 })
      expectProblem(await bob.delete(path), 404, 'Comment not found')
    })

    it('refuses others, the author of the post too', async () => {
      const comment = await write('mine')
      const answer = await alice.delete(`/api/posts/${postId}/comments/${comment._id}`)
      expectProblem(answer, 403, 'Unauthorized: Can only delete own comments')
      expect(await list()).toHaveLength(1)
    })

    it('refuses unknown and malformed ids, and a comment of another post', async () => {
      const comment = await write('here')
      const { body: other } = await alice.post('/api/posts', { caption: 'another' })
      const elsewhere = await bob.delete(`/api/posts/${other._id}/comments/${comment._id}`)
      expectProblem(elsewhere, 404, 'Comment not found')
      expectProblem(await bob.delete(`/api/posts/${postId}/comments/${NO_SUCH_ID}`), 404, 'Comment not found')
      expectMalformed(await bob.delete(`/api/posts/${postId}/comments/not-an-id`))
      expectMalformed(await bob.delete(`/api/posts/not-an-id/comments/${comment._id}`))
      expect(await list()).toHaveLength(1)
    })
  })
})
