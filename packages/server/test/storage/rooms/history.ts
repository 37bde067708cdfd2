import { describe, expect, it } from 'vitest'
import type { MessageState } from '../../../src/ports/roomStore.ts'
import { newId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about reading a room's messages by pages. */
export function describeHistory(open: OpenStorage): void {
  describe('history', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    type Page = { chatRoomId: string; throughSeq: number; limit?: number; skip?: number }
    const readPage = ({ limit = 50, skip = 0, ...page }: Page) => storage().rooms.readMessages({ ...page, limit, skip })

    it('is empty for rooms without messages, or that are not there', async () => {
      const { chatRoomId } = await acts.openRoomOfTwo()
      expect(await readPage({ chatRoomId, throughSeq: 0 })).toEqual([])
      expect(await readPage({ chatRoomId, throughSeq: 7, skip: 1 })).toEqual([])
      expect(await readPage({ chatRoomId: newId(), throughSeq: 7 })).toEqual([])
    })

    it('is the newest of it through a position, oldest first', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const sent = await Promise.all(Array.from({ length: 10 }, () => acts.send(chatRoomId, creator)))
      const messages = sent.map(({ entry }) => entry.message)
      expect(await readPage({ chatRoomId, throughSeq: 10, limit: 3 })).toEqual(messages.slice(7))
      expect(await readPage({ chatRoomId, throughSeq: 10, limit: 3, skip: 2 })).toEqual(messages.slice(5, 8))
      expect(await readPage({ chatRoomId, throughSeq: 6, limit: 3 })).toEqual(messages.slice(3, 6))
      expect(await readPage({ chatRoomId, throughSeq: 6, limit: 3, skip: 4 })).toEqual(messages.slice(0, 2))
      expect(await readPage({ chatRoomId, throughSeq: 6, skip: 6 })).toEqual([])
      expect(await readPage({ chatRoomId, throughSeq: 0 })).toEqual([])
    })

    it('ends at the head where the position is beyond it', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const sent = await Promise.all(Array.from({ length: 5 }, () => acts.send(chatRoomId, creator)))
      const messages = sent.map(({ entry }) => entry.message)
      // A room that was made later, whose log may be the next one in the store.
      const next = await acts.openRoomOfTwo()
      await acts.send(next.chatRoomId, next.creator)
      for (const throughSeq of [6, 1_000_000, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
        expect(await readPage({ chatRoomId, throughSeq })).toEqual(messages)
        expect(await readPage({ chatRoomId, throughSeq, limit: 2, skip: 1 })).toEqual(messages.slice(2, 4))
      }
    })

    it('counts messages, not entries, however deep the page and whatever was deleted', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const neighbour = await acts.openRoomOfTwo()
      for (let index = 0; index < 120; index += 1) {
        const id = newId()
        const sender = index % 5 === 0 ? other : creator
        await Promise.all([
          acts.send(chatRoomId, sender, { id, text: `text ${index}` }),
          acts.send(neighbour.chatRoomId, neighbour.creator),
          ...(index % 3 === 0 ? [acts.remove(chatRoomId, sender, { messageId: id })] : []),
        ])
      }
      const { head } = await acts.readRoom(chatRoomId)
      expect(head).toMatchObject({ seq: 160, messageCount: 120 })
      const all = await acts.readAll(chatRoomId)
      expect(all.map(({ text }) => text)).toEqual(all.map((_, index) => (index % 3 === 0 ? '' : `text ${index}`)))

      const expected = (throughSeq: number, { limit, skip }: { limit: number; skip: number }): MessageState[] => {
        const newestFirst = all.filter(({ seq }) => seq <= throughSeq).toReversed()
        return newestFirst.slice(skip, skip + limit).toReversed()
      }
      for (const throughSeq of [160, 159, 158, 157, 81, 3, 2, 1]) {
        for (const skip of [0, 1, 2, 7, 59, 60, 118, 119, 120, 1_000_000_000]) {
          const page = { limit: 7, skip }
          expect(await readPage({ chatRoomId, throughSeq, ...page })).toEqual(expected(throughSeq, page))
        }
      }
      const pages: MessageState[] = []
      for (let skip = 0; skip < 120; skip += 11) {
        pages.unshift(...(await readPage({ chatRoomId, throughSeq: head.seq, limit: 11, skip })))
      }
      expect(pages).toEqual(all)
    })
  })
}
