import { describe, expect, it } from 'vitest'
import { aNotificationTo, NOON, newId, newUserId, type OpenStorage, readInbox, useStorage } from '../kit.ts'
import { createInboxActs } from './inboxActs.ts'

/** What any storage must hold to about notifications that come with no action of Linsta's: those of the host's types. */
export function describeNotices(open: OpenStorage): void {
  describe('notifications of a host', () => {
    const storage = useStorage(open)
    const { heardBy, list, markRead, notify: notifyByLike } = createInboxActs(storage)

    const about = { type: 'INVOICE', referenceId: 'invoice/2026-11' }
    const tell = (
      userIds: string[],
      dedupeKey: string,
      fields: { at?: number; data?: Record<string, unknown> } = {},
    ) => {
      const { at = NOON, ...more } = fields
      const notifications = userIds.map((userId) => ({ ...aNotificationTo(userId, about), ...more }))
      return storage().inboxes.notify({ notifications, dedupeKey, at })
    }
    const takeBack = (userIds: string[], dedupeKey: string, at = NOON) =>
      storage().inboxes.retract({ userIds, dedupeKey, at })
    const kindsHeardBy = (userId: string) => heardBy(userId).map(({ kind }) => kind)

    it('[P8] are there for each recipient, and told of, whoever else was never seen', async () => {
      const people = Array.from({ length: 30 }, () => newUserId('me'))
      await tell(people, 'key', { at: NOON + 5 })
      for (const userId of people) {
        const state = { ...about, userId, message: 'Somebody did INVOICE', seq: 1, updatedSeq: 1 }
        const listed = await readInbox(storage(), userId)
        expect(listed).toMatchObject([{ ...state, readAt: null, createdAt: NOON + 5 }])
        expect(listed[0]).not.toHaveProperty('data')
        expect(heardBy(userId)).toMatchObject([{ kind: 'notification', seq: 1, notification: listed[0] }])
      }
      expect(await storage().users.readMany(people)).toHaveLength(people.length)
      await tell([], 'key')
    })

    it('[P8] keep what the host gives them beside, whatever it is called', async () => {
      const userId = newUserId('me')
      const data = { $set: { 'a.b': 1 }, '': null, list: [1, 'ü', { deep: true }], ['__proto__']: 'x', text: '👩‍🚀' }
      await tell([userId], 'key', { data })
      const [listed] = await list(userId)
      expect(listed?.data).toEqual(data)
      const changes = await storage().inboxes.readChanges({ userId, position: { seq: 0, id: null }, limit: 9 })
      expect(changes).toMatchObject({ entries: [{ notification: { data } }] })
      expect(heardBy(userId)).toMatchObject([{ notification: { data } }])
      expect(await markRead(userId, listed?._id ?? '')).toMatchObject({ data })
    })

    it('[P8] are stored once for a key and a recipient, however often and however much at once', async () => {
      const [one, other] = [newUserId('one'), newUserId('other')]
      await Promise.all(Array.from({ length: 12 }, (_, index) => tell(index % 2 ? [one] : [other, one], 'key')))
      await tell([one, other], 'key')
      for (const userId of [one, other]) {
        expect(await list(userId)).toHaveLength(1)
        expect(kindsHeardBy(userId)).toEqual(['notification'])
      }
      await tell([one], 'another key')
      expect(await list(one)).toHaveLength(2)
    })

    it('[P8] are taken back by their key, read or not, from those named alone', async () => {
      const [one, other, third] = [newUserId('one'), newUserId('other'), newUserId('third')]
      await tell([one, other, third], 'key')
      await tell([one], 'another key')
      await notifyByLike(one)
      await markRead(other, (await list(other))[0]?._id ?? '')
      await takeBack([one, other, newUserId('never seen')], 'key', NOON + 7)
      expect(await list(one)).toHaveLength(2)
      expect(await list(other)).toEqual([])
      expect(await list(third)).toHaveLength(1)
      expect(kindsHeardBy(other)).toEqual(['notification', 'read', 'retracted'])
      expect(heardBy(one).at(-1)).toMatchObject({ kind: 'retracted', at: NOON + 7, notification: about })
      await Promise.all([takeBack([one, other], 'key'), takeBack([one, other], 'key')])
      await takeBack([one], 'a key that was never told')
      expect(kindsHeardBy(other)).toHaveLength(3)
      expect(await storage().inboxes.countUnread(one)).toBe(2)
    })

    it('[P8] do not come back by a late repeat of what was taken back', async () => {
      const userId = newUserId('me')
      // The order of the calls is the order of what they do.
      await Promise.all([tell([userId], 'key'), takeBack([userId], 'key'), tell([userId], 'key')])
      await tell([userId], 'key')
      expect(await list(userId)).toEqual([])
      expect(kindsHeardBy(userId)).toEqual(['notification', 'retracted'])
    })

    it('[P8] have nothing to do with likes and their undoing', async () => {
      const userId = newUserId('me')
      const like = await notifyByLike(userId)
      await tell([userId], newId())
      await takeBack([userId], like._id)
      await takeBack([userId], like.referenceId)
      expect(await list(userId)).toHaveLength(2)
    })
  })
}
