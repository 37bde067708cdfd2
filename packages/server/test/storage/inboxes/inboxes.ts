import { describe, expect, it } from 'vitest'
import { NOON, newId, newUserId, type OpenStorage, readInbox, useStorage } from '../kit.ts'
import { createInboxActs } from './inboxActs.ts'

/** What any storage must hold to about inboxes, whatever the notifications in them are about. */
export function describeInboxes(open: OpenStorage): void {
  describe('inboxes', () => {
    const storage = useStorage(open)
    const { notify, notifyTimes, takeBack, markRead, markAllRead, list } = createInboxActs(storage)

    it('is empty for people nobody told anything', async () => {
      const userId = newUserId('never seen')
      expect(await list(userId)).toEqual([])
      expect(await storage().inboxes.countUnread(userId)).toBe(0)
      expect(await markRead(userId, newId())).toBeUndefined()
      await markAllRead(userId)
      expect(await list(userId)).toEqual([])
    })

    it('lists newest first, from skip on, limit of them', async () => {
      const userId = newUserId('me')
      await notify(newUserId('somebody else'))
      // All of one millisecond: the order does not rest on the clock.
      const newestFirst = (await notifyTimes(7, userId)).toReversed()
      expect(await list(userId)).toEqual(newestFirst)
      expect(await list(userId, { limit: 3 })).toEqual(newestFirst.slice(0, 3))
      expect(await list(userId, { limit: 3, skip: 2 })).toEqual(newestFirst.slice(2, 5))
      expect(await list(userId, { skip: 7 })).toEqual([])
      expect(await storage().inboxes.countUnread(userId)).toBe(7)
    })

    it('gives each notification a position of its own, rising', async () => {
      const userId = newUserId('me')
      const before = await notifyTimes(3, userId)
      await markRead(userId, before[0]?._id ?? '')
      await markAllRead(userId)
      const told = [...before, ...(await notifyTimes(3, userId))]
      for (const [index, { seq }] of told.entries()) expect(seq).toBeGreaterThan(told[index - 1]?.seq ?? 0)
      expect(await list(userId)).toMatchObject(told.toReversed().map(({ _id, seq }) => ({ _id, seq })))
    })

    it('[P8] marks one as read, once: the first time stays', async () => {
      const userId = newUserId('me')
      const [one, other] = await notifyTimes(2, userId)
      if (one === undefined || other === undefined) throw new Error('Two were told')
      const read = { ...one, readAt: NOON + 1, updatedSeq: 3 }
      expect(await markRead(userId, one._id, NOON + 1)).toEqual(read)
      expect(await storage().inboxes.countUnread(userId)).toBe(1)
      const again = await Promise.all([2, 3, 4].map((after) => markRead(userId, one._id, NOON + after)))
      expect(again).toEqual([read, read, read])
      expect(await readInbox(storage(), userId)).toEqual([other, read])
    })

    it('[P5] does not know notifications of others, nor marks them', async () => {
      const [me, somebody] = [newUserId('me'), newUserId('somebody')]
      const theirs = await notify(somebody)
      await notify(me)
      expect(await markRead(me, theirs._id)).toBeUndefined()
      expect(await markRead(me, newId())).toBeUndefined()
      expect(await markRead(me, theirs.referenceId)).toBeUndefined()
      await markAllRead(me)
      expect(await readInbox(storage(), somebody)).toEqual([theirs])
      expect(await storage().inboxes.countUnread(me)).toBe(0)
    })

    it('marks all as read that are there, not those that come later', async () => {
      const userId = newUserId('me')
      const [one, other, third] = await notifyTimes(3, userId)
      await markRead(userId, other?._id ?? '', NOON + 1)
      await markAllRead(userId, NOON + 2)
      const later = await notify(userId)
      expect(await readInbox(storage(), userId)).toEqual([
        later,
        { ...third, readAt: NOON + 2, updatedSeq: 5 },
        { ...other, readAt: NOON + 1, updatedSeq: 4 },
        { ...one, readAt: NOON + 2, updatedSeq: 5 },
      ])
      await markAllRead(userId, NOON + 3)
      await markAllRead(userId, NOON + 4)
      expect(await list(userId, { limit: 1 })).toEqual([{ ...later, readAt: NOON + 3, updatedSeq: 7 }])
    })

    it('[P8] marks in the order of the calls', async () => {
      const userId = newUserId('me')
      const [one, other] = await notifyTimes(2, userId)
      const [read] = await Promise.all([
        markRead(userId, one?._id ?? '', NOON + 1),
        markAllRead(userId, NOON + 2),
        markRead(userId, other?._id ?? '', NOON + 3),
      ])
      expect(read).toEqual({ ...one, readAt: NOON + 1, updatedSeq: 3 })
      expect((await list(userId)).map(({ readAt }) => readAt)).toEqual([NOON + 2, NOON + 1])
    })

    it('[P8] does not show what was taken back, read or unread, nor counts it', async () => {
      const userId = newUserId('me')
      const told = await notifyTimes(5, userId)
      const [one, other, third, fourth, fifth] = told
      await markRead(userId, other?._id ?? '')
      for (const gone of told.slice(1, 3)) await takeBack(gone)
      expect(await list(userId)).toEqual([fifth, fourth, one])
      expect(await list(userId, { limit: 2, skip: 1 })).toEqual([fourth, one])
      expect(await storage().inboxes.countUnread(userId)).toBe(3)
      for (const gone of [other, third]) expect(await markRead(userId, gone?._id ?? '')).toBeUndefined()
      await markAllRead(userId)
      expect(await storage().inboxes.countUnread(userId)).toBe(0)
      expect(await list(userId)).toHaveLength(3)
    })
  })
}
