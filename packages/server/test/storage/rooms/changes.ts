import { describe, expect, it } from 'vitest'
import type { Entry, Position } from '../../../src/ports/roomStore.ts'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

const START: Position = { seq: 0, id: null }
const RESET = { outcome: 'reset' }
/** Beyond every log, and where a store that packs a position into 32 bits would leave the room. */
const FAR = [2 ** 31, 2 ** 32, 2 ** 33, 2 ** 40, Number.MAX_SAFE_INTEGER - 1]

/** What any storage must hold to about catching up with a room's log (P4). */
export function describeChanges(open: OpenStorage): void {
  describe('the tail of a log', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    type Tail = { chatRoomId: string; position: Position; throughSeq?: number; limit?: number }
    const readChanges = ({ throughSeq = 1_000_000, limit = 1_000, ...tail }: Tail) =>
      storage().rooms.readChanges({ ...tail, throughSeq, limit })

    /** A log of every kind of entry, as they were answered when they were appended. */
    async function writeLog(): Promise<{ chatRoomId: string; log: Entry[] }> {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [one = ''] = others
      const userId = newUserId('guest')
      const first = newId()
      const appended = [
        await acts.send(chatRoomId, ownerId, { id: first, text: 'First', clientMessageId: 'a' }),
        await acts.add(chatRoomId, ownerId, { userId, at: NOON + 1 }),
        await acts.send(chatRoomId, userId, { text: 'Second', replyTo: first }),
        await acts.takeOut(chatRoomId, ownerId, { userId, at: NOON + 2 }),
        await acts.leave(chatRoomId, one),
        await acts.send(chatRoomId, ownerId, { text: 'Third' }),
      ]
      return { chatRoomId, log: appended.map(({ entry }) => entry) }
    }

    it('[P4] is everything behind a position, of every kind, once and in order', async () => {
      const { chatRoomId, log } = await writeLog()
      expect(log.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
      const positions = [START, ...log.map(({ seq, id }) => ({ seq, id }))]
      for (const position of positions) {
        const entries = log.slice(position.seq)
        expect(await readChanges({ chatRoomId, position })).toEqual({ outcome: 'changes', entries })
      }
    })

    it('[P4] is as much of it as was asked for, and goes on where that ended', async () => {
      const { chatRoomId, log } = await writeLog()
      for (const { seq, id } of [START, ...log]) {
        for (const throughSeq of [seq, seq + 1, 5, 6]) {
          if (throughSeq < seq) continue
          for (const limit of [0, 1, 2, 6, 7]) {
            const entries = log.slice(seq, throughSeq).slice(0, limit)
            const answer = await readChanges({ chatRoomId, position: { seq, id }, throughSeq, limit })
            expect(answer).toEqual({ outcome: 'changes', entries })
          }
        }
      }
    })

    it('[P4] is nothing for those who are at the end, also of an empty log', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const nothing = { outcome: 'changes', entries: [] }
      expect(await readChanges({ chatRoomId, position: START })).toEqual(nothing)
      expect(await readChanges({ chatRoomId, position: START, throughSeq: 0 })).toEqual(nothing)
      const { entry } = await acts.send(chatRoomId, creator)
      expect(await readChanges({ chatRoomId, position: { seq: 1, id: entry.id } })).toEqual(nothing)
    })

    it('[P4] has messages in their current state, also one that is newer than the tail', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const { entry: one } = await acts.send(chatRoomId, creator, { text: 'A secret' })
      const { entry: kept } = await acts.send(chatRoomId, other)
      const { entry: deletion } = await acts.remove(chatRoomId, creator, { messageId: one.id, at: NOON + 9 })
      const message = { ...one.message, text: '', deleted: true, updatedSeq: 3 }
      expect(deletion).toMatchObject({ kind: 'delete', seq: 3, message })
      const whole = [{ ...one, message }, kept, deletion]
      expect(await readChanges({ chatRoomId, position: START })).toEqual({ outcome: 'changes', entries: whole })
      const upToTwo = await readChanges({ chatRoomId, position: START, throughSeq: 2 })
      expect(upToTwo).toEqual({ outcome: 'changes', entries: whole.slice(0, 2) })
      expect(JSON.stringify(whole)).not.toContain('A secret')
    })

    it('[P4] is a reset for a position that is not in the log', async () => {
      const { chatRoomId, log } = await writeLog()
      const last = log.at(-1)?.id ?? ''
      const absent: Position[] = [
        { seq: 7, id: last },
        { seq: 7, id: newId() },
        { seq: 7, id: null },
        { seq: 6, id: newId() },
        { seq: 6, id: null },
        { seq: 5, id: last },
        { seq: 0, id: last },
        { seq: 0, id: newId() },
      ]
      for (const position of absent) expect(await readChanges({ chatRoomId, position })).toEqual(RESET)
      expect(await readChanges({ chatRoomId: newId(), position: START })).toEqual(RESET)
    })

    it('[P4] is a reset for a position beyond the end that was asked for', async () => {
      const { chatRoomId, log } = await writeLog()
      for (const { seq, id } of log) {
        expect(await readChanges({ chatRoomId, position: { seq, id }, throughSeq: seq - 1 })).toEqual(RESET)
      }
    })

    it('[P5] is a reset for a position in the log of another room, however far it is', async () => {
      const rooms = []
      // Rooms that are made one after another may lie side by side in the store.
      for (let index = 0; index < 4; index += 1) {
        const { chatRoomId, creator } = await acts.openRoomOfTwo()
        const { entry } = await acts.send(chatRoomId, creator)
        rooms.push({ chatRoomId, entry })
      }
      for (const { chatRoomId, entry: own } of rooms) {
        for (const { entry } of rooms) {
          for (const seq of [1, 2, ...FAR.map((far) => far + 1)]) {
            if (entry === own && seq === 1) continue
            const tail = { chatRoomId, position: { seq, id: entry.id } }
            expect(await readChanges({ ...tail, throughSeq: 1 })).toEqual(RESET)
            expect(await readChanges({ ...tail, throughSeq: Number.MAX_SAFE_INTEGER })).toEqual(RESET)
          }
        }
        for (const throughSeq of FAR) {
          expect(await readChanges({ chatRoomId, position: START, throughSeq })).toEqual({
            outcome: 'changes',
            entries: [own],
          })
        }
      }
    })
  })
}
