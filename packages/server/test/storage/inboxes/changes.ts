import { describe, expect, it } from 'vitest'
import type { Position } from '../../../src/ports/roomStore.ts'
import { NOON, newId, newUserId, type OpenStorage, readDuring, useStorage } from '../kit.ts'
import { createInboxActs } from './inboxActs.ts'

const START: Position = { seq: 0, id: null }
const EMPTY = { seq: 0, id: null, unreadCount: 0 }
/** Beyond every log, and where a store that packs a position into 32 bits would leave the inbox. */
const BEYOND = [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 2, 2 ** 33, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER]

/** What any storage must hold to about reading inboxes by position (P4). */
export function describeInboxChanges(open: OpenStorage): void {
  describe('inboxes by position', () => {
    const storage = useStorage(open)
    const acts = createInboxActs(storage)

    const readPage = (userId: string, { before, limit = 100 }: { before?: number; limit?: number } = {}) =>
      storage().inboxes.readPage({ userId, before, limit })
    const readChanges = (userId: string, { position, limit = 100 }: { position?: Position; limit?: number } = {}) =>
      storage().inboxes.readChanges({ userId, position, limit })

    /** Five notifications, of which the second was read and the third taken back: seven entries. */
    async function fill() {
      const userId = newUserId('me')
      const [one, two, three, four] = await acts.notifyTimes(4, userId)
      if (!one || !two || !three || !four) throw new Error('Four were told')
      await acts.markRead(userId, two._id, NOON + 1)
      await acts.takeBack(three, NOON + 2)
      const five = await acts.notify(userId, NOON + 3)
      const log = acts.heardBy(userId)
      const head = { seq: 7, id: five._id, unreadCount: 3 }
      return { userId, log, head, three, shown: [five, four, { ...two, readAt: NOON + 1, updatedSeq: 5 }, one] }
    }

    it('are empty for people nobody told anything', async () => {
      const userId = newUserId('never seen')
      const known = newUserId('known')
      await storage().users.recordLastSeen({ userIds: [known], at: NOON })
      for (const nobody of [userId, known]) {
        const nothing = { notifications: [], hasMore: false, head: EMPTY }
        expect(await readPage(nobody)).toEqual(nothing)
        expect(await readPage(nobody, { before: 5 })).toEqual(nothing)
        const start = { outcome: 'changes', entries: [], head: EMPTY }
        expect(await readChanges(nobody, { position: START })).toEqual(start)
        const reset = { outcome: 'reset', head: EMPTY }
        for (const seq of [0, 1]) expect(await readChanges(nobody, { position: { seq, id: newId() } })).toEqual(reset)
        expect(await readChanges(nobody)).toEqual(reset)
      }
    })

    it('are listed newest first before a position, without what was taken back, with the end of the log', async () => {
      const { userId, head, shown } = await fill()
      for (const before of [undefined, 8, 7, 6, 5, 4, 3, 2, 1, 0]) {
        const older = shown.filter(({ seq }) => before === undefined || seq < before)
        for (const limit of [1, 2, 4, 5]) {
          const place = before === undefined ? {} : { before }
          expect(await readPage(userId, { ...place, limit })).toEqual({
            notifications: older.slice(0, limit),
            hasMore: older.length > limit,
            head,
          })
        }
      }
      await acts.markAllRead(userId, NOON + 9)
      const after = await readPage(userId, { limit: 1 })
      expect(after.head).toEqual({ seq: 8, id: acts.heardBy(userId).at(-1)?.id, unreadCount: 0 })
      expect(after.notifications).toEqual([{ ...shown[0], readAt: NOON + 9, updatedSeq: 8 }])
    })

    it('[P4] have a tail behind each position, of every kind, once and in order', async () => {
      const { userId } = await fill()
      await acts.markAllRead(userId, NOON + 9)
      const log = acts.heardBy(userId)
      expect(log.map(({ kind }) => kind)).toEqual([
        ...['notification', 'notification', 'notification', 'notification'],
        ...['read', 'retracted', 'notification', 'all_read'],
      ])
      const head = { seq: 8, id: log.at(-1)?.id, unreadCount: 0 }
      for (const position of [START, ...log.map(({ seq, id }) => ({ seq, id }))]) {
        for (const limit of [0, 1, 3, 8, 9]) {
          const answer = await readChanges(userId, { position, limit })
          const tail = log.slice(position.seq, position.seq + limit)
          if (answer.outcome === 'reset') throw new Error('The position is in the log')
          expect(answer.head).toEqual(head)
          expect(answer.entries.map(({ seq, id, kind, at }) => ({ seq, id, kind, at }))).toEqual(
            tail.map(({ seq, id, kind, at }) => ({ seq, id, kind, at })),
          )
        }
      }
    })

    it('[P4] have in their tail each notification in its current state', async () => {
      const { userId, log, head, shown, three } = await fill()
      const current = new Map([...shown, { ...three, updatedSeq: 6 }].map((state) => [state._id, state]))
      const entries = log.map((entry) =>
        entry.kind === 'all_read' ? entry : { ...entry, notification: current.get(entry.notification._id) },
      )
      expect(await readChanges(userId, { position: START })).toEqual({ outcome: 'changes', entries, head })
    })

    it('[P4] are reset for who has no position, or one that is not in the log, and say where they end', async () => {
      const { userId, log, head } = await fill()
      const last = log.at(-1)?.id ?? ''
      const absent: (Position | undefined)[] = [
        undefined,
        { seq: 8, id: last },
        { seq: 8, id: null },
        { seq: 7, id: newId() },
        { seq: 7, id: null },
        { seq: 6, id: last },
        { seq: 0, id: last },
      ]
      for (const position of absent) {
        const answer = await readChanges(userId, position === undefined ? {} : { position })
        expect(answer).toEqual({ outcome: 'reset', head })
      }
    })

    it('[P4] are read as they were at one moment, while they are written', async () => {
      const userId = newUserId('me')
      const write = (index: number) => (index % 3 === 2 ? acts.markAllRead(userId) : acts.notify(userId))
      await readDuring(write, async () => {
        const { notifications, head } = await readPage(userId)
        expect(head.unreadCount).toBe(notifications.filter(({ readAt }) => readAt === null).length)
        const changes = await readChanges(userId, { position: START })
        if (changes.outcome === 'reset') throw new Error('The start is in every log')
        const last = changes.entries.at(-1)
        expect({ seq: last?.seq ?? 0, id: last?.id ?? null }).toEqual({ seq: changes.head.seq, id: changes.head.id })
      })
    })

    it('[P5] end where they end, never in the inbox of somebody else', async () => {
      // People who are seen one after another may lie side by side in the store.
      const people = Array.from({ length: 4 }, () => newUserId('me'))
      const told = []
      for (const userId of people) told.push(await acts.notify(userId))
      for (const [index, userId] of people.entries()) {
        const own = told[index]
        const head = { seq: 1, id: own?._id, unreadCount: 1 }
        for (const beyond of BEYOND) {
          const page = await readPage(userId, { before: beyond })
          expect(page).toEqual({ notifications: [own], hasMore: false, head })
          for (const { _id } of told) {
            for (const seq of [beyond, Math.min(beyond, 2 ** 50) + 1]) {
              const answer = await readChanges(userId, { position: { seq, id: _id } })
              expect(answer).toEqual({ outcome: 'reset', head })
            }
          }
        }
        for (const other of told.filter((one) => one !== own)) {
          const answer = await readChanges(userId, { position: { seq: 1, id: other._id } })
          expect(answer).toEqual({ outcome: 'reset', head })
        }
      }
    })
  })
}
