import { beforeAll, describe, expect, it } from 'vitest'
import type { InboxEntry } from '../../../src/ports/inboxStore.ts'
import {
  aNotificationTo,
  expectRefusal,
  NOON,
  newId,
  newUserId,
  nothingButATitle,
  type OpenStorage,
  useStorage,
} from '../kit.ts'
import { actor, createInboxActs } from './inboxActs.ts'

const positionOf = ({ seq, id, kind }: InboxEntry) => ({ seq, id, kind })

/** What any storage must hold to about telling of what is appended to inboxes. */
export function describeInboxEntries(open: OpenStorage): void {
  describe('what is appended to inboxes', () => {
    const storage = useStorage(open)
    const acts = createInboxActs(storage)
    const posts = () => storage().posts
    const events = () => storage().events

    const readAll = async (userId: string) => {
      const position = { seq: 0, id: null }
      const changes = await storage().inboxes.readChanges({ userId, position, limit: 1_000 })
      return changes.outcome === 'changes' ? changes.entries : []
    }

    it('[P8] is told of by its kind and position, with the notification as it is then', async () => {
      const userId = newUserId('me')
      const one = await acts.notify(userId, NOON + 1)
      const other = await acts.notify(userId, NOON + 2)
      await acts.markRead(userId, one._id, NOON + 3)
      await acts.takeBack(one, NOON + 4)
      await acts.markAllRead(userId, NOON + 5)
      const third = await acts.notify(userId, NOON + 6)
      const id = expect.stringMatching(/^[0-9a-f]{24}$/)
      const read = { ...one, readAt: NOON + 3, updatedSeq: 3 }
      const heard = acts.heardBy(userId)
      expect(heard).toEqual([
        { userId, seq: 1, id: one._id, at: NOON + 1, kind: 'notification', notification: one },
        { userId, seq: 2, id: other._id, at: NOON + 2, kind: 'notification', notification: other },
        { userId, seq: 3, id, at: NOON + 3, kind: 'read', notification: read },
        { userId, seq: 4, id, at: NOON + 4, kind: 'retracted', notification: { ...read, updatedSeq: 4 } },
        { userId, seq: 5, id, at: NOON + 5, kind: 'all_read' },
        { userId, seq: 6, id: third._id, at: NOON + 6, kind: 'notification', notification: third },
      ])
      expect(one).toMatchObject({ seq: 1, updatedSeq: 1, readAt: null, createdAt: NOON + 1 })
      expect(new Set(heard.map((entry) => entry.id)).size).toBe(6)
      expect((await readAll(userId)).map(positionOf)).toEqual(heard.map(positionOf))
    })

    it('[P8] comes of likes, comments, RSVPs and their undoing alike', async () => {
      const userId = newUserId('me')
      const [postId, eventId, commentId] = [await acts.post(userId), newId(), newId()]
      await events().create({ id: eventId, createdBy: userId, fields: nothingButATitle, at: NOON })
      const about = (type: string, referenceId: string) => aNotificationTo(userId, { type, referenceId })
      const by = { actorId: actor, at: NOON }
      await posts().like({ ...by, postId, notification: about('LIKE', postId) })
      await posts().comment({ ...by, id: commentId, postId, text: 'Yes', notification: about('COMMENT', postId) })
      await events().rsvp({ ...by, id: newId(), eventId, notification: about('EVENT_RSVP', eventId) })
      await posts().deleteComment({ ...by, postId, commentId })
      await events().cancelRsvp({ ...by, eventId })
      await posts().comment({ ...by, id: newId(), postId, text: 'Yes', notification: about('COMMENT', postId) })
      await posts().delete({ postId, actorId: userId, at: NOON })
      const heard = acts.heardBy(userId)
      const told = heard.map((entry) => [entry.kind, entry.kind === 'all_read' ? null : entry.notification.type])
      const [like, comment, rsvp] = ['LIKE', 'COMMENT', 'EVENT_RSVP']
      expect(told.slice(0, 6)).toEqual([
        ['notification', like],
        ['notification', comment],
        ['notification', rsvp],
        ['retracted', comment],
        ['retracted', rsvp],
        ['notification', comment],
      ])
      // In whatever order the post's notifications are found.
      expect(told.slice(6).sort()).toEqual([
        ['retracted', comment],
        ['retracted', like],
      ])
      expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1))
      expect((await readAll(userId)).map(positionOf)).toEqual(heard.map(positionOf))
    })

    it('[P8] is not told where nothing was appended: refused, repeated, or of nothing', async () => {
      const userId = newUserId('me')
      const told = await acts.notify(userId)
      const postId = told.referenceId
      const notification = aNotificationTo(userId, { type: 'LIKE', referenceId: postId })
      const like = () => posts().like({ postId, actorId: actor, at: NOON, notification })
      await expectRefusal(like(), 'already_liked')
      await acts.markRead(userId, told._id)
      await acts.takeBack(told)
      expect(acts.heardBy(userId).map(({ kind }) => kind)).toEqual(['notification', 'read', 'retracted'])
      await expectRefusal(acts.takeBack(told), 'like_not_found')
      // It was read before it was taken back.
      await like()
      await posts().unlike({ postId, actorId: actor, at: NOON })
      await acts.markRead(userId, told._id)
      await acts.markRead(userId, newId())
      await acts.markAllRead(userId)
      const commented = { id: newId(), postId: newId(), actorId: actor, text: 'Yes', at: NOON, notification }
      await expectRefusal(posts().comment(commented), 'post_not_found')
      expect(acts.heardBy(userId)).toHaveLength(3)
      const other = await acts.notify(userId)
      await acts.markRead(userId, other._id)
      await Promise.all([acts.markRead(userId, other._id), acts.markAllRead(userId), acts.markAllRead(userId)])
      expect(acts.heardBy(userId)).toHaveLength(5)
      expect(await readAll(userId)).toHaveLength(5)
    })

    it('[P8] is told in the order of each log, of many inboxes at once, though some calls are refused', async () => {
      const people = Array.from({ length: 5 }, () => newUserId('me'))
      const posted = await Promise.all(people.map(acts.post))
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, (_, index) => {
          const [postId = '', userId = ''] = [posted[index % 5], people[index % 5]]
          if (index % 7 === 3) return posts().unlike({ postId, actorId: newUserId('nobody'), at: NOON })
          if (index % 11 === 4) return acts.markAllRead(userId)
          const notification = aNotificationTo(userId, { type: 'LIKE', referenceId: postId })
          return posts().like({ postId, actorId: newUserId('fan'), at: NOON, notification })
        }),
      )
      expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(10)
      for (const userId of people) {
        const heard = acts.heardBy(userId)
        expect(heard.length).toBeGreaterThan(10)
        expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1))
        expect((await readAll(userId)).map(positionOf)).toEqual(heard.map(positionOf))
      }
    })

    describe('by somebody who listens', () => {
      const happened: string[] = []
      const reads: Promise<unknown>[] = []
      beforeAll(() =>
        storage().inboxes.onAppended(({ userId, kind, seq, id }) => {
          happened.push(`heard ${kind} ${seq}`)
          // Whoever is told and reads must find it: an entry that is not durable was not appended.
          const before = { userId, position: { seq, id }, limit: 1 }
          reads.push(storage().inboxes.readChanges(before))
        }),
      )

      it('[P1] [P8] is heard once it is stored, and before the action’s promise resolves', async () => {
        const userId = newUserId('me')
        const postId = await acts.post(userId)
        const doIt = async (name: string, action: Promise<unknown>) => {
          await action
          happened.push(`${name} resolved`)
        }
        const notification = aNotificationTo(userId, { type: 'LIKE', referenceId: postId })
        const by = { postId, actorId: actor, at: NOON }
        await doIt('like', posts().like({ ...by, notification }))
        await doIt('read', acts.markRead(userId, notification.id))
        await doIt('unlike', posts().unlike(by))
        const expected = ['heard notification 1', 'like resolved', 'heard read 2', 'read resolved']
        expect(happened).toEqual([...expected, 'heard retracted 3', 'unlike resolved'])
        expect(reads).toHaveLength(3)
        for (const read of await Promise.all(reads)) expect(read).toMatchObject({ outcome: 'changes' })
      })
    })
  })
}
