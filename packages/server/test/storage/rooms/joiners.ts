import { describe, expect, it } from 'vitest'
import { expectRefusal, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about the receipts and messages of those who join later, or once more. */
export function describeJoiners(open: OpenStorage): void {
  describe('a joiner', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('[P11] has a receipt that starts at the join: what was before counts as read', async () => {
      const { chatRoomId, ownerId } = await acts.createGroup()
      for (let sent = 0; sent < 3; sent += 1) await acts.send(chatRoomId, ownerId)
      const userId = newUserId('joiner')
      await acts.add(chatRoomId, ownerId, { userId })
      const joined = { userId, ordinal: 3, sentCount: 0, lastReadSeq: 4, lastDeliveredSeq: 4, readCount: 3 }
      expect(await acts.readParticipant(chatRoomId, userId)).toEqual(joined)
      expect(await acts.unread(chatRoomId, userId)).toBe(0)
      await acts.send(chatRoomId, ownerId)
      await acts.send(chatRoomId, ownerId)
      expect(await acts.unread(chatRoomId, userId)).toBe(2)
      expect(await acts.moveReceipt(chatRoomId, userId, 2)).toEqual(joined)
      expect(await acts.moveReceipt(chatRoomId, userId, 5)).toMatchObject({ lastReadSeq: 5, readCount: 4 })
      await acts.send(chatRoomId, userId)
      expect(await acts.unread(chatRoomId, userId)).toBe(1)
      expect(await acts.readParticipant(chatRoomId, userId)).toMatchObject({ sentCount: 1, lastReadSeq: 5 })
    })

    it('[P11] starts anew when they come back, whatever they had sent and read before', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      await acts.send(chatRoomId, userId)
      await acts.send(chatRoomId, ownerId)
      await acts.send(chatRoomId, userId)
      await acts.leave(chatRoomId, userId)
      await acts.send(chatRoomId, ownerId)
      await acts.add(chatRoomId, ownerId, { userId })
      const joined = { userId, ordinal: 3, sentCount: 0, lastReadSeq: 6, lastDeliveredSeq: 6, readCount: 4 }
      expect(await acts.readParticipant(chatRoomId, userId)).toEqual(joined)
      await acts.send(chatRoomId, ownerId)
      expect(await acts.unread(chatRoomId, userId)).toBe(1)
      await acts.send(chatRoomId, userId)
      expect(await acts.unread(chatRoomId, userId)).toBe(1)
      await acts.moveReceipt(chatRoomId, userId, 8)
      expect(await acts.unread(chatRoomId, userId)).toBe(0)
      expect(await acts.readParticipant(chatRoomId, userId)).toMatchObject({ sentCount: 1, readCount: 5 })
    })

    it('[P11] the same where all of it is called at once', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      await Promise.all([
        acts.send(chatRoomId, userId),
        acts.send(chatRoomId, userId),
        acts.leave(chatRoomId, userId),
        acts.send(chatRoomId, ownerId),
        acts.add(chatRoomId, ownerId, { userId }),
        acts.send(chatRoomId, ownerId),
      ])
      const joined = { userId, ordinal: 3, sentCount: 0, lastReadSeq: 5, lastDeliveredSeq: 5, readCount: 3 }
      expect(await acts.readParticipant(chatRoomId, userId)).toEqual(joined)
      expect(await acts.unread(chatRoomId, userId)).toBe(1)
      // As it is stored, not only as whoever wrote it remembers it.
      await acts.send(chatRoomId, userId)
      expect(await acts.readParticipant(chatRoomId, userId)).toEqual({ ...joined, sentCount: 1 })
    })

    it('[P2] is answered with their first message also after they left and came back', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      const { entry } = await acts.send(chatRoomId, userId, { clientMessageId: 'a' })
      await acts.leave(chatRoomId, userId)
      await acts.add(chatRoomId, ownerId, { userId })
      expect(await acts.send(chatRoomId, userId, { clientMessageId: 'a' })).toEqual({ entry, repeated: true })
      await expectRefusal(acts.send(chatRoomId, userId, { clientMessageId: 'a', text: 'Another text' }), 'conflict')
      const { entry: deletion } = await acts.remove(chatRoomId, userId, { messageId: entry.id })
      expect(deletion).toMatchObject({ seq: 4, message: { _id: entry.id, deleted: true } })
      expect(await acts.readParticipant(chatRoomId, userId)).toMatchObject({ sentCount: 0, readCount: 1 })
    })
  })
}
