import { describe, expect, it } from 'vitest'
import { expectRefusal, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about receipts, and the unread counts that follow from them. */
export function describeReceipts(open: OpenStorage): void {
  describe('receipts', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    /** A room where the other one sent five messages, which the creator has not read. */
    async function openRoomWithFive() {
      const room = await acts.openRoomOfTwo()
      const sent = await Promise.all(Array.from({ length: 5 }, () => acts.send(room.chatRoomId, room.other)))
      return { ...room, ids: sent.map(({ entry }) => entry.id) }
    }

    it('[P11] counts messages of others as unread, up to the receipt as read', async () => {
      const { chatRoomId, creator, other } = await openRoomWithFive()
      expect(await acts.unread(chatRoomId, creator)).toBe(5)
      expect(await acts.unread(chatRoomId, other)).toBe(0)
      const moved = await acts.moveReceipt(chatRoomId, creator, 2)
      expect(moved).toEqual({
        userId: creator,
        ordinal: 0,
        sentCount: 0,
        lastReadSeq: 2,
        lastDeliveredSeq: 2,
        readCount: 2,
      })
      expect(await acts.readParticipant(chatRoomId, creator)).toEqual(moved)
      expect(await acts.unread(chatRoomId, creator)).toBe(3)
      await acts.moveReceipt(chatRoomId, creator, 5)
      expect(await acts.unread(chatRoomId, creator)).toBe(0)
    })

    it('moves forward only', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      const moved = await acts.moveReceipt(chatRoomId, creator, 3)
      for (const seq of [3, 2, 1, 0]) expect(await acts.moveReceipt(chatRoomId, creator, seq)).toEqual(moved)
      expect(await acts.readParticipant(chatRoomId, creator)).toEqual(moved)
    })

    it('moves to the head where it is asked beyond', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      const moved = await acts.moveReceipt(chatRoomId, creator, Number.MAX_SAFE_INTEGER)
      expect(moved).toMatchObject({ lastReadSeq: 5, readCount: 5 })
      await acts.send(chatRoomId, (await acts.readRoom(chatRoomId)).participants.keys().toArray()[1] ?? '')
      expect(await acts.unread(chatRoomId, creator)).toBe(1)
      const empty = await acts.openRoomOfTwo()
      expect(await acts.moveReceipt(empty.chatRoomId, empty.creator, 7)).toMatchObject({ lastReadSeq: 0, readCount: 0 })
    })

    it('[P11] moved concurrently in any order, ends at the furthest, with the count that belongs there', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      const answers = await Promise.all([3, 1, 4, 2, 4].map((seq) => acts.moveReceipt(chatRoomId, creator, seq)))
      // Each answer is of its call, whatever was called next.
      expect(answers.map(({ lastReadSeq }) => lastReadSeq)).toEqual([3, 3, 4, 4, 4])
      expect(answers.map(({ readCount }) => readCount)).toEqual([3, 3, 4, 4, 4])
      expect(await acts.unread(chatRoomId, creator)).toBe(1)
    })

    it('takes effect in the order of the calls, between the messages around it', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const [, moved] = await Promise.all([
        acts.send(chatRoomId, other),
        acts.moveReceipt(chatRoomId, creator, 100),
        acts.send(chatRoomId, other),
      ])
      expect(moved).toMatchObject({ lastReadSeq: 1, readCount: 1 })
      expect(await acts.unread(chatRoomId, creator)).toBe(1)
    })

    it('is each participant’s own, in each room', async () => {
      const { chatRoomId, creator, other } = await openRoomWithFive()
      const elsewhere = await acts.openRoom(creator, newUserId('third'))
      const before = [await acts.readParticipant(chatRoomId, other), await acts.readParticipant(elsewhere, creator)]
      await acts.moveReceipt(chatRoomId, creator, 4)
      const after = [await acts.readParticipant(chatRoomId, other), await acts.readParticipant(elsewhere, creator)]
      expect(after).toEqual(before)
    })

    it('moves with one’s own message where nothing of others lies unread before it', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      await acts.send(chatRoomId, creator)
      expect(await acts.readParticipant(chatRoomId, creator)).toEqual({
        userId: creator,
        ordinal: 0,
        sentCount: 1,
        lastReadSeq: 1,
        lastDeliveredSeq: 1,
        readCount: 0,
      })
      await acts.send(chatRoomId, other)
      expect(await acts.readParticipant(chatRoomId, other)).toMatchObject({ lastReadSeq: 0, sentCount: 1 })
      await acts.moveReceipt(chatRoomId, other, 2)
      await acts.send(chatRoomId, other)
      expect(await acts.readParticipant(chatRoomId, other)).toEqual({
        userId: other,
        ordinal: 1,
        sentCount: 2,
        lastReadSeq: 3,
        lastDeliveredSeq: 3,
        readCount: 1,
      })
    })

    it('[P11] stays before what is unread when an outbox flushes', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      await acts.moveReceipt(chatRoomId, creator, 2)
      await acts.send(chatRoomId, creator)
      expect(await acts.readParticipant(chatRoomId, creator)).toMatchObject({ lastReadSeq: 2, sentCount: 1 })
      expect(await acts.unread(chatRoomId, creator)).toBe(3)
      await acts.moveReceipt(chatRoomId, creator, 6)
      expect(await acts.readParticipant(chatRoomId, creator)).toMatchObject({ lastReadSeq: 6, readCount: 5 })
      expect(await acts.unread(chatRoomId, creator)).toBe(0)
    })

    it('[P11] counts a deleted message until it is read', async () => {
      const { chatRoomId, creator, other, ids } = await openRoomWithFive()
      await acts.remove(chatRoomId, other, { messageId: ids[1] ?? '' })
      expect(await acts.unread(chatRoomId, creator)).toBe(5)
      expect(await acts.moveReceipt(chatRoomId, creator, 3)).toMatchObject({ lastReadSeq: 3, readCount: 3 })
      await acts.remove(chatRoomId, other, { messageId: ids[0] ?? '' })
      await acts.remove(chatRoomId, other, { messageId: ids[4] ?? '' })
      expect(await acts.unread(chatRoomId, creator)).toBe(2)
      expect(await acts.moveReceipt(chatRoomId, creator, 8)).toMatchObject({ lastReadSeq: 8, readCount: 5 })
      expect(await acts.unread(chatRoomId, creator)).toBe(0)
    })

    it('[P2] [P11] a repeated message counts once, and a conflicting one not at all', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      await Promise.all([
        acts.send(chatRoomId, other, { clientMessageId: 'a' }),
        acts.send(chatRoomId, other, { clientMessageId: 'a' }),
        expectRefusal(acts.send(chatRoomId, other, { clientMessageId: 'a', text: 'Another text' }), 'conflict'),
      ])
      expect(await acts.unread(chatRoomId, creator)).toBe(1)
      expect(await acts.readParticipant(chatRoomId, other)).toMatchObject({ sentCount: 1 })
    })

    it('says what has reached a device beside what was read, forward only, to the head at most', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      const received = await acts.receive(chatRoomId, creator, 3)
      expect(received).toEqual({
        userId: creator,
        ordinal: 0,
        sentCount: 0,
        lastReadSeq: 0,
        lastDeliveredSeq: 3,
        readCount: 0,
      })
      expect(await acts.readParticipant(chatRoomId, creator)).toEqual(received)
      for (const seq of [3, 1, 0]) expect(await acts.receive(chatRoomId, creator, seq)).toEqual(received)
      expect(await acts.receive(chatRoomId, creator, Number.MAX_SAFE_INTEGER)).toMatchObject({ lastDeliveredSeq: 5 })
      expect(await acts.unread(chatRoomId, creator)).toBe(5)
    })

    it('counts what is read as delivered', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      expect(await acts.moveReceipt(chatRoomId, creator, 2)).toMatchObject({ lastReadSeq: 2, lastDeliveredSeq: 2 })
      expect(await acts.receive(chatRoomId, creator, 4)).toMatchObject({ lastReadSeq: 2, lastDeliveredSeq: 4 })
      expect(await acts.moveReceipt(chatRoomId, creator, 3)).toMatchObject({ lastReadSeq: 3, lastDeliveredSeq: 4 })
      expect(await acts.moveReceipt(chatRoomId, creator, 5)).toMatchObject({ lastReadSeq: 5, lastDeliveredSeq: 5 })
    })

    it('moves both at once, and neither where none is named', async () => {
      const { chatRoomId, creator: userId } = await openRoomWithFive()
      const { moveReceipt } = storage().rooms
      const moved = await moveReceipt({ chatRoomId, userId, lastReadSeq: 1, lastDeliveredSeq: 4 })
      expect(moved).toEqual({ userId, ordinal: 0, sentCount: 0, lastReadSeq: 1, lastDeliveredSeq: 4, readCount: 1 })
      expect(await moveReceipt({ chatRoomId, userId })).toEqual(moved)
      const behind = await moveReceipt({ chatRoomId, userId, lastReadSeq: 3, lastDeliveredSeq: 2 })
      expect(behind).toMatchObject({ lastReadSeq: 3, lastDeliveredSeq: 4 })
      const further = await moveReceipt({ chatRoomId, userId, lastReadSeq: 5, lastDeliveredSeq: 1 })
      expect(further).toMatchObject({ lastReadSeq: 5, lastDeliveredSeq: 5 })
      expect(await acts.readParticipant(chatRoomId, userId)).toEqual(further)
    })

    it('[P11] is the furthest of what many devices received and read at once', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      const answers = await Promise.all([
        acts.receive(chatRoomId, creator, 2),
        acts.moveReceipt(chatRoomId, creator, 1),
        acts.receive(chatRoomId, creator, 5),
        acts.moveReceipt(chatRoomId, creator, 3),
        acts.receive(chatRoomId, creator, 4),
      ])
      expect(answers.map(({ lastReadSeq }) => lastReadSeq)).toEqual([0, 1, 1, 3, 3])
      expect(answers.map(({ lastDeliveredSeq }) => lastDeliveredSeq)).toEqual([2, 2, 5, 5, 5])
      expect(await acts.readParticipant(chatRoomId, creator)).toEqual(answers.at(-1))
    })

    it('[P5] refuses those who are not in the room', async () => {
      const { chatRoomId, creator } = await openRoomWithFive()
      await expectRefusal(acts.moveReceipt(newId(), creator, 1), 'room_not_found')
      await expectRefusal(acts.moveReceipt(chatRoomId, newUserId('never seen'), 1), 'not_a_participant')
      const elsewhere = await acts.openRoomOfTwo()
      await expectRefusal(acts.moveReceipt(chatRoomId, elsewhere.creator, 1), 'not_a_participant')
      await expectRefusal(acts.receive(chatRoomId, elsewhere.creator, 1), 'not_a_participant')
      expect(await acts.unread(chatRoomId, creator)).toBe(5)
    })
  })
}
