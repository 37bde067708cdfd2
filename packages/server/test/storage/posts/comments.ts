import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { ann, bob, createPostActs } from './postActs.ts'

/** What any storage must hold to about comments on posts. */
export function describeComments(open: OpenStorage): void {
  describe('comments', () => {
    const storage = useStorage(open)
    const acts = createPostActs(storage)

    const listComments = async (postId: string, page: { limit?: number; skip?: number } = {}) =>
      (await storage().posts.listComments({ postId, limit: 100, skip: 0, ...page }))?.map(({ _id }) => _id)

    it('returns them as they were made, and counts them', async () => {
      const postId = await acts.post()
      const id = newId()
      const text = 'Zwölf \u0000 🥊 %_\\"\''
      await storage().posts.comment({ id, postId, actorId: bob, text, at: NOON + 7, notification: undefined })
      expect(await storage().posts.listComments({ postId, limit: 1, skip: 0 })).toEqual([
        { _id: id, postId, userId: bob, text, createdAt: NOON + 7 },
      ])
      expect(await storage().posts.read(postId, bob)).toMatchObject({ commentCount: 1 })
    })

    it('lists newest first, from skip on, limit of them', async () => {
      const postId = await acts.post()
      await acts.comment(await acts.post(), bob)
      expect(await listComments(postId)).toEqual([])
      const made = await Promise.all(Array.from({ length: 5 }, () => acts.comment(postId, bob)))
      const newestFirst = made.map(({ id }) => id).toReversed()
      expect(await listComments(postId)).toEqual(newestFirst)
      expect(await listComments(postId, { limit: 2, skip: 1 })).toEqual(newestFirst.slice(1, 3))
      expect(await listComments(postId, { skip: 5 })).toEqual([])
    })

    it('refuses a comment on a post that does not exist', async () => {
      await expectRefusal(acts.comment(newId(), bob), 'post_not_found')
    })

    it('[P8] each comment tells the author once, and takes that back when it is deleted', async () => {
      const postId = await acts.post()
      const one = await acts.comment(postId, bob)
      const other = await acts.comment(postId, bob)
      expect(one.notified).toMatchObject({ userId: ann, type: 'COMMENT', referenceId: postId, readAt: null })
      expect(await acts.comment(postId, ann)).toMatchObject({ notified: undefined })
      expect(await acts.notices(postId)).toEqual([other.notified, one.notified])
      await acts.deleteComment(postId, one.id, bob)
      expect(await acts.notices(postId)).toEqual([other.notified])
      expect(await storage().posts.read(postId, bob)).toMatchObject({ commentCount: 2 })
    })

    it('deletes one’s own comment alone, and only under its post', async () => {
      const postId = await acts.post()
      const { id } = await acts.comment(postId, bob)
      await expectRefusal(acts.deleteComment(postId, id, ann), 'not_your_comment')
      await expectRefusal(acts.deleteComment(postId, id, newUserId('never seen')), 'not_your_comment')
      await expectRefusal(acts.deleteComment(await acts.post(), id, bob), 'comment_not_found')
      await expectRefusal(acts.deleteComment(newId(), id, bob), 'comment_not_found')
      await expectRefusal(acts.deleteComment(postId, newId(), bob), 'comment_not_found')
      expect(await listComments(postId)).toEqual([id])
      await acts.deleteComment(postId, id, bob)
      await expectRefusal(acts.deleteComment(postId, id, bob), 'comment_not_found')
    })
  })
}
