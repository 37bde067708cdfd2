import { describe, expect, it } from 'vitest'
import { aNotificationTo, expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { ann, bob, createPostActs } from './postActs.ts'

/** What any storage must hold to about likes of posts. */
export function describeLikes(open: OpenStorage): void {
  describe('likes', () => {
    const storage = useStorage(open)
    const acts = createPostActs(storage)

    it('counts them and knows who likes', async () => {
      const postId = await acts.post()
      expect(await acts.like(postId, bob)).toMatchObject({ likeCount: 1 })
      expect(await acts.like(postId, newUserId('cid'))).toMatchObject({ likeCount: 2 })
      expect(await storage().posts.read(postId, bob)).toMatchObject({ likeCount: 2, userLiked: true })
      expect(await storage().posts.read(postId, ann)).toMatchObject({ likeCount: 2, userLiked: false })
      expect(await storage().posts.read(postId, undefined)).toMatchObject({ likeCount: 2, userLiked: false })
      expect(await acts.unlike(postId, bob)).toEqual({ likeCount: 1 })
      expect(await storage().posts.read(postId, bob)).toMatchObject({ likeCount: 1, userLiked: false })
    })

    it('refuses what changes nothing', async () => {
      const postId = await acts.post()
      await expectRefusal(acts.like(newId(), bob), 'post_not_found')
      await expectRefusal(acts.unlike(newId(), bob), 'post_not_found')
      await expectRefusal(acts.unlike(postId, bob), 'like_not_found')
      await expectRefusal(acts.unlike(postId, newUserId('never seen')), 'like_not_found')
      await acts.like(postId, bob)
      await expectRefusal(acts.like(postId, bob), 'already_liked')
      await acts.unlike(postId, bob)
      await expectRefusal(acts.unlike(postId, bob), 'like_not_found')
    })

    it('[P8] stores the notification with the like and tells of it', async () => {
      const postId = await acts.post()
      const notification = aNotificationTo(ann, { type: 'LIKE', referenceId: postId })
      await storage().posts.like({ postId, actorId: bob, at: NOON + 5, notification })
      const notified = acts.notifiedBy(notification)
      const { id: _id, ...rest } = notification
      expect(notified).toMatchObject({ _id, ...rest, readAt: null, createdAt: NOON + 5 })
      expect(await acts.notices(postId)).toEqual([notified])
    })

    it('[P8] tells nobody of a like that comes without a notification', async () => {
      const postId = await acts.post()
      expect(await acts.like(postId, ann)).toEqual({ likeCount: 1, notified: undefined })
      await acts.unlike(postId, ann)
      expect(await acts.notices(postId)).toEqual([])
    })

    it('[P8] a hundred concurrent likes of one person are one like and one notification', async () => {
      const postId = await acts.post()
      const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => acts.like(postId, bob)))
      const liked = outcomes.filter(({ status }) => status === 'fulfilled')
      const refused = outcomes.filter(({ status }) => status === 'rejected')
      expect(liked).toHaveLength(1)
      expect(refused).toHaveLength(99)
      for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'already_liked' } })
      expect(await storage().posts.read(postId, bob)).toMatchObject({ likeCount: 1, userLiked: true })
      expect(await acts.notices(postId)).toHaveLength(1)
    })

    it('[P8] concurrent likes of fifty people are fifty likes and fifty notifications', async () => {
      const postId = await acts.post()
      const people = Array.from({ length: 50 }, (_, index) => newUserId(`fan${index}`))
      const outcomes = await Promise.all(people.map((person) => acts.like(postId, person)))
      const counts = outcomes.map(({ likeCount }) => likeCount).sort((one, other) => one - other)
      expect(counts).toEqual(people.map((_, index) => index + 1))
      expect(await acts.notices(postId)).toHaveLength(50)
      expect(new Set(outcomes.map(({ notified }) => notified?.seq)).size).toBe(50)
    })

    it('[P8] an unlike takes the notification back', async () => {
      const postId = await acts.post()
      await acts.like(postId, bob)
      await acts.like(postId, newUserId('cid'))
      await acts.unlike(postId, bob)
      expect(await acts.notices(postId)).toHaveLength(1)
    })

    it('[P8] like, unlike, like: told again, since the first was taken back unread', async () => {
      const postId = await acts.post()
      const first = await acts.like(postId, bob)
      await acts.unlike(postId, bob)
      const second = await acts.like(postId, bob)
      expect(second.notified?._id).not.toBe(first.notified?._id)
      expect(await acts.notices(postId)).toEqual([second.notified])
      await acts.unlike(postId, bob)
      await acts.like(postId, bob)
      expect(await acts.notices(postId)).toHaveLength(1)
    })

    it('[P8] a re-like does not tell again what was read before it was taken back', async () => {
      const postId = await acts.post()
      const { notified } = await acts.like(postId, bob)
      await storage().inboxes.markRead({ userId: ann, notificationId: notified?._id ?? '', at: NOON })
      await acts.unlike(postId, bob)
      expect(await acts.notices(postId)).toEqual([])
      expect(await acts.like(postId, bob)).toEqual({ likeCount: 1, notified: undefined })
      await acts.unlike(postId, bob)
      expect(await acts.like(postId, bob)).toEqual({ likeCount: 1, notified: undefined })
      expect(await acts.notices(postId)).toEqual([])
    })

    it('[P8] likes and unlikes take effect in the order of the calls', async () => {
      const postId = await acts.post()
      const outcomes = await Promise.all(
        Array.from({ length: 21 }, (_, index) => (index % 2 === 0 ? acts.like(postId, bob) : acts.unlike(postId, bob))),
      )
      expect(outcomes.map(({ likeCount }) => likeCount)).toEqual(outcomes.map((_, index) => (index + 1) % 2))
      expect(await acts.notices(postId)).toHaveLength(1)
    })
  })
}
