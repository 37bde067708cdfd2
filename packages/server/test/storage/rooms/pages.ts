import { beforeAll, describe, expect, it } from 'vitest'
import type { MessageState } from '../../../src/ports/roomStore.ts'
import { newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

type Place = { before?: number; after?: number; around?: number }

const LIMITS = [1, 2, 3, 7, 100]
const NOTHING = { messages: [], hasMoreBefore: false, hasMoreAfter: false }
/** Beyond every log: the first are where a store that packs a position into 32 bits would leave the room. */
const BEYOND = [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 2, 2 ** 33, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER]

/** What any storage must hold to about pages of messages by position. */
export function describePages(open: OpenStorage): void {
  describe('pages by position', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    /** A room of thirty messages, of which every fifth was deleted, where people came and went. */
    let chatRoomId = ''
    let all: MessageState[] = []
    let headSeq = 0
    beforeAll(async () => {
      const group = await acts.createGroup()
      chatRoomId = group.chatRoomId
      for (let index = 0; index < 30; index += 1) {
        const [id, userId] = [newId(), newUserId('guest')]
        await Promise.all([
          ...(index % 4 === 0 ? [acts.add(chatRoomId, group.ownerId, { userId }), acts.leave(chatRoomId, userId)] : []),
          acts.send(chatRoomId, group.ownerId, { id, text: `text ${index}` }),
          ...(index % 5 === 0 ? [acts.remove(chatRoomId, group.ownerId, { messageId: id })] : []),
        ])
      }
      all = await acts.readAll(chatRoomId)
      headSeq = (await acts.readRoom(chatRoomId)).head.seq
    })

    type Page = Place & { throughSeq?: number; limit?: number }
    const readPage = ({ throughSeq = headSeq, limit = 50, ...place }: Page) =>
      storage().rooms.readPage({ chatRoomId, throughSeq, limit, ...place })

    it('is nothing of rooms without messages, or that are not there', async () => {
      const { chatRoomId: empty } = await acts.openRoomOfTwo()
      for (const room of [empty, newId()]) {
        for (const place of [{}, { before: 3 }, { after: 0 }, { around: 1 }]) {
          const page = { chatRoomId: room, throughSeq: 7, limit: 5, ...place }
          expect(await storage().rooms.readPage(page)).toEqual(NOTHING)
        }
      }
    })

    it('is the newest before a position or of all, and knows what is on both sides', async () => {
      expect(all).toHaveLength(30)
      expect(all.filter(({ deleted, text }) => deleted && text === '')).toHaveLength(6)
      for (const throughSeq of [0, 1, 3, 4, 20, headSeq - 1, headSeq]) {
        const visible = all.filter(({ seq }) => seq <= throughSeq)
        for (const before of [undefined, ...Array.from({ length: headSeq + 3 }, (_, seq) => seq)]) {
          const older = visible.filter(({ seq }) => before === undefined || seq < before)
          for (const limit of LIMITS) {
            expect(await readPage({ throughSeq, limit, ...(before === undefined ? {} : { before }) })).toEqual({
              messages: older.slice(-limit),
              hasMoreBefore: older.length > limit,
              hasMoreAfter: older.length < visible.length,
            })
          }
        }
      }
    })

    it('is the oldest after a position', async () => {
      for (const throughSeq of [0, 1, 3, 4, 20, headSeq - 1, headSeq]) {
        const visible = all.filter(({ seq }) => seq <= throughSeq)
        for (let after = 0; after < headSeq + 3; after += 1) {
          const newer = visible.filter(({ seq }) => seq > after)
          for (const limit of LIMITS) {
            expect(await readPage({ throughSeq, limit, after })).toEqual({
              messages: newer.slice(0, limit),
              hasMoreBefore: newer.length < visible.length,
              hasMoreAfter: newer.length > limit,
            })
          }
        }
      }
    })

    it('is on both sides of a position, half of it on each where there is enough', async () => {
      for (const throughSeq of [0, 4, 20, headSeq]) {
        const visible = all.filter(({ seq }) => seq <= throughSeq)
        for (let around = 0; around < headSeq + 3; around += 1) {
          const [older, newer] = [visible.filter(({ seq }) => seq <= around), visible.filter(({ seq }) => seq > around)]
          for (const limit of LIMITS) {
            const { messages, hasMoreBefore, hasMoreAfter } = await readPage({ throughSeq, limit, around })
            expect(messages.length).toBeLessThanOrEqual(limit)
            const read = messages.filter(({ seq }) => seq <= around)
            const rest = messages.slice(read.length)
            expect(messages).toEqual([...older.slice(older.length - read.length), ...newer.slice(0, rest.length)])
            expect(read.length).toBeGreaterThanOrEqual(Math.min(older.length, Math.ceil(limit / 2)))
            expect(rest.length).toBeGreaterThanOrEqual(Math.min(newer.length, Math.floor(limit / 2)))
            expect({ hasMoreBefore, hasMoreAfter }).toEqual({
              hasMoreBefore: read.length < older.length,
              hasMoreAfter: rest.length < newer.length,
            })
          }
        }
      }
    })

    it('leads from one to the next, in both directions, over everything once', async () => {
      const pages = Array.from({ length: 8 }, (_, index) => all.slice(index * 4, index * 4 + 4))
      let after = 0
      for (const messages of pages) {
        const page = await readPage({ limit: 4, after })
        expect(page).toEqual({
          messages,
          hasMoreBefore: messages !== pages[0],
          hasMoreAfter: messages !== pages.at(-1),
        })
        after = messages.at(-1)?.seq ?? 0
      }
      let before = headSeq + 1
      for (let end = all.length; end > 0; end -= 4) {
        const messages = all.slice(Math.max(end - 4, 0), end)
        const page = await readPage({ limit: 4, before })
        expect(page).toEqual({ messages, hasMoreBefore: end > 4, hasMoreAfter: end < all.length })
        before = messages[0]?.seq ?? 0
      }
    })

    it('[P5] ends at the head where a position is beyond it, never in another room', async () => {
      // Rooms that are made one after another may lie side by side in the store.
      for (let index = 0; index < 4; index += 1) {
        const { chatRoomId: room, creator } = await acts.openRoomOfTwo()
        const { entry } = await acts.send(room, creator)
        const whole = { messages: [entry.message], hasMoreBefore: false, hasMoreAfter: false }
        for (const beyond of BEYOND) {
          const read = (place: Place, throughSeq: number) =>
            storage().rooms.readPage({ chatRoomId: room, throughSeq, limit: 5, ...place })
          for (const throughSeq of [1, beyond]) {
            expect(await read({}, throughSeq)).toEqual(whole)
            expect(await read({ before: beyond }, throughSeq)).toEqual(whole)
            expect(await read({ after: 0 }, throughSeq)).toEqual(whole)
            expect(await read({ around: beyond }, throughSeq)).toEqual(whole)
            expect(await read({ after: beyond }, throughSeq)).toEqual({ ...NOTHING, hasMoreBefore: true })
          }
        }
      }
    })
  })
}
