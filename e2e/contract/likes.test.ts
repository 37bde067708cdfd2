import { Person } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { expectMalformed, expectProblem, NO_SUCH_ID } from './shapes.ts'

describe('/api/posts/:id/like', () => {
  let linsta: RunningLinsta
  let alice: Person
  let bob: Person
  let path: string
  let postId: string
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[alice, bob] = await Promise.all([Person.register(linsta.url, 'Alice'), Person.register(linsta.url, 'Bob')])
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    postId = (await alice.post('/api/posts', { caption: 'first light' })).body._id
    path = `/api/posts/${postId}/like`
  })

  const liked = (likeCount: number) => ({
    status: 201,
    body: { success: true, message: 'Post liked successfully', likeCount },
  })
  const unliked = (likeCount: number) => ({
    status: 200,
    body: { success: true, message: 'Like removed successfully', likeCount },
  })
  const seenBy = async (viewer: Person) => (await viewer.get(`/api/posts/${postId}`)).body

  it('likes, counts, and takes back', async () => {
    expect(await bob.post(path)).toMatchObject(liked(1))
    expect(await alice.post(path)).toMatchObject(liked(2))
    expect(await seenBy(bob)).toMatchObject({ likeCount: 2, userLiked: true })
    expect(await bob.delete(path)).toMatchObject(unliked(1))
    expect(await seenBy(bob)).toMatchObject({ likeCount: 1, userLiked: false })
    expect(await bob.post(path)).toMatchObject(liked(2))
  })

  it('twice: Post already liked by this user', async () => {
    await bob.post(path)
    expectProblem(await bob.post(path), 409, 'Post already liked by this user')
    expect(await seenBy(bob)).toMatchObject({ likeCount: 1, userLiked: true })
  })

  it('[P8] many times at once is one like', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bob.post(path)))
    const statuses = answers.map((answer) => answer.status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect(await seenBy(bob)).toMatchObject({ likeCount: 1 })
    const removals = await Promise.all(Array.from({ length: 20 }, () => bob.delete(path)))
    expect(removals.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(removals.filter((answer) => answer.status === 404)).toHaveLength(19)
    expect(await seenBy(bob)).toMatchObject({ likeCount: 0 })
  })

  it('taken back where there is none: Like not found', async () => {
    expectProblem(await bob.delete(path), 404, 'Like not found')
    await bob.post(path)
    await bob.delete(path)
    expectProblem(await bob.delete(path), 404, 'Like not found')
  })

  it('an unknown post: Post not found; malformed ids: 400 or 404', async () => {
    expectProblem(await bob.post(`/api/posts/${NO_SUCH_ID}/like`), 404, 'Post not found')
    // Without the post there is no like either: both sentences are true.
    expectProblem(
      await bob.delete(`/api/posts/${NO_SUCH_ID}/like`),
      404,
      expect.stringMatching(/^(Post|Like) not found$/),
    )
    expectMalformed(await bob.post('/api/posts/not-an-id/like'))
    expectMalformed(await bob.delete('/api/posts/not-an-id/like'))
  })
})
