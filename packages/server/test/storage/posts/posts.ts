import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { ann, bob, createPostActs } from './postActs.ts'

/** What any storage must hold to about posts. */
export function describePosts(open: OpenStorage): void {
  describe('posts', () => {
    const storage = useStorage(open)
    const acts = createPostActs(storage)

    it('returns a post as it was made', async () => {
      const eventId = await acts.createEvent('A concert')
      const media = [
        { _id: newId(), mediaType: 'image', mediaUrl: '/a.jpg' },
        { _id: newId(), mediaType: 'video', mediaUrl: 'https://example.org/b.mp4' },
      ]
      const caption = 'Zwölf Boxkämpfer \u0000 \n 🥊 %_\\"\''
      const postId = await acts.post({ caption, eventId, media, at: NOON + 1 })
      const expected = {
        _id: postId,
        authorId: ann,
        caption,
        event: { _id: eventId, title: 'A concert' },
        media,
        likeCount: 0,
        commentCount: 0,
        userLiked: false,
        createdAt: NOON + 1,
      }
      expect(await storage().posts.read(postId, bob)).toEqual(expected)
      expect(await storage().posts.read(postId, undefined)).toEqual(expected)
      expect(await storage().posts.list({ viewerId: bob, search: undefined, eventId, limit: 2, skip: 0 })).toEqual([
        expected,
      ])
    })

    it('does not know posts that are not there', async () => {
      expect(await storage().posts.read(newId(), bob)).toBeUndefined()
      expect(await storage().posts.listComments({ postId: newId(), limit: 1, skip: 0 })).toBeUndefined()
    })

    it('refuses a post about an event that does not exist, and keeps nothing of it', async () => {
      const [newest] = await acts.list({ limit: 1 })
      await expectRefusal(acts.post({ eventId: newId() }), 'event_not_found')
      expect(await acts.list({ limit: 1 })).toEqual(newest === undefined ? [] : [newest])
    })

    it('lists newest first, from skip on, limit of them', async () => {
      // All of one millisecond: the order does not rest on the clock.
      const ids = await Promise.all(Array.from({ length: 7 }, () => acts.post()))
      const newestFirst = ids.toReversed()
      expect((await acts.list({})).slice(0, 7)).toEqual(newestFirst)
      expect(await acts.list({ limit: 3 })).toEqual(newestFirst.slice(0, 3))
      expect(await acts.list({ limit: 3, skip: 2 })).toEqual(newestFirst.slice(2, 5))
      expect(await acts.list({ skip: 1_000_000_000 })).toEqual([])
    })

    it('finds captions by plain text in any case', async () => {
      const word = newId()
      const found = await acts.post({ caption: `ÉTÉ à ${word} ΣΑΣ 100%_done \\ Привет` })
      await acts.post({ caption: `Something else ${word}` })
      for (const search of ['été À ', 'Été', 'σας', 'ςΑσ', '%_DONE', '\\', 'ПРИВЕТ', 'e\u0301te\u0301']) {
        expect((await acts.list({ search })).filter((id) => id === found)).toEqual([found])
      }
      expect(await acts.list({ search: `à ${word} σ` })).toEqual([found])
      expect(await acts.list({ search: `${word.slice(0, -1)}_` })).toEqual([])
      expect(await acts.list({ search: `${word}%done` })).toEqual([])
      expect(await acts.list({ search: word, limit: 1, skip: 1 })).toEqual([found])
    })

    it('lists the posts about an event, also by search', async () => {
      const eventId = await acts.createEvent('A concert')
      const one = await acts.post({ eventId, caption: 'Tuning' })
      await acts.post({ caption: 'Tuning elsewhere' })
      const other = await acts.post({ eventId, caption: 'Playing' })
      expect(await acts.list({ eventId })).toEqual([other, one])
      expect(await acts.list({ eventId, search: 'tun' })).toEqual([one])
      expect(await acts.list({ eventId: newId() })).toEqual([])
    })

    it('deletes one’s own post alone', async () => {
      const postId = await acts.post()
      await expectRefusal(acts.deletePost(postId, bob), 'not_your_post')
      await expectRefusal(acts.deletePost(postId, newUserId('never seen')), 'not_your_post')
      await expectRefusal(acts.deletePost(newId()), 'post_not_found')
      expect(await storage().posts.read(postId, ann)).toBeDefined()
      await acts.deletePost(postId)
      expect(await storage().posts.read(postId, ann)).toBeUndefined()
      expect(await acts.list({ limit: 1 })).not.toEqual([postId])
      await expectRefusal(acts.deletePost(postId), 'post_not_found')
      await expectRefusal(acts.like(postId, bob), 'post_not_found')
      await expectRefusal(acts.unlike(postId, bob), 'post_not_found')
      await expectRefusal(acts.comment(postId, bob), 'post_not_found')
    })

    it('[P8] takes the notifications of likes and comments back with the post', async () => {
      const postId = await acts.post()
      const other = await acts.post()
      await Promise.all([acts.like(postId, bob), acts.comment(postId, bob), acts.like(other, bob)])
      expect(await acts.notices(postId)).toHaveLength(2)
      await acts.deletePost(postId)
      expect(await acts.notices(postId)).toEqual([])
      expect(await acts.notices(other)).toHaveLength(1)
    })

    it('leaves nothing of a deleted post to the next one', async () => {
      const postId = await acts.post()
      await Promise.all([acts.like(postId, bob), acts.comment(postId, bob)])
      await acts.deletePost(postId)
      const next = await acts.post()
      expect(await storage().posts.read(next, bob)).toMatchObject({ likeCount: 0, commentCount: 0, userLiked: false })
      expect((await acts.like(next, bob)).likeCount).toBe(1)
    })
  })
}
