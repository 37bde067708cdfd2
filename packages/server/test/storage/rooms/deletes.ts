import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about deleting messages. */
export function describeDeletes(open: OpenStorage): void {
  describe('deleted messages', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('leaves the message in its place, without its text, by an entry of its own', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const { entry: replied } = await acts.send(chatRoomId, other)
      const { entry } = await acts.send(chatRoomId, creator, { text: 'A secret', at: NOON + 1, replyTo: replied.id })
      const { entry: next } = await acts.send(chatRoomId, creator)
      const [id, at] = [newId(), NOON + 5]
      const message = { ...entry.message, text: '', deleted: true, updatedSeq: 4 }
      expect(await acts.remove(chatRoomId, creator, { messageId: entry.id, id, at })).toEqual({
        entry: { chatRoomId, seq: 4, id, kind: 'delete', actorId: creator, at, message },
        repeated: false,
      })
      expect(await storage().rooms.readMessage(entry.id)).toEqual(message)
      expect(await acts.readAll(chatRoomId)).toEqual([replied.message, message, next.message])
      expect((await acts.readRoom(chatRoomId)).head).toEqual({ seq: 4, id, messageCount: 3, at })
      expect(await storage().rooms.readMessage(id)).toBeUndefined()
    })

    it('answers a repeated delete with the first one, and appends nothing', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const { entry } = await acts.send(chatRoomId, creator)
      const first = await acts.remove(chatRoomId, creator, { messageId: entry.id, at: NOON + 1 })
      await acts.send(chatRoomId, creator)
      const before = await acts.readRoom(chatRoomId)
      const again = await acts.remove(chatRoomId, creator, { messageId: entry.id, at: NOON + 9 })
      expect(again).toEqual({ entry: first.entry, repeated: true })
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
    })

    it('[P3] deletes and messages at once take their positions in the order of the calls, each delete once', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const messageId = newId()
      const [, ...outcomes] = await Promise.all([
        acts.send(chatRoomId, creator, { id: messageId }),
        ...Array.from({ length: 20 }, () => acts.remove(chatRoomId, creator, { messageId })),
        acts.send(chatRoomId, other),
      ])
      expect(outcomes.map(({ repeated }) => repeated)).toEqual(outcomes.map((_, index) => index > 0 && index < 20))
      expect(outcomes.map(({ entry }) => entry.seq)).toEqual(outcomes.map((_, index) => (index < 20 ? 2 : 3)))
      expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 3, messageCount: 2 })
    })

    it('[P5] deletes one’s own message in this room alone', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const elsewhere = await acts.openRoom(creator, newUserId('third'))
      const { entry } = await acts.send(chatRoomId, creator)
      const { entry: gone } = await acts.send(chatRoomId, creator)
      const deletion = await acts.remove(chatRoomId, creator, { messageId: gone.id })
      const before = await acts.readRoom(chatRoomId)
      const messageId = entry.id
      await expectRefusal(acts.remove(newId(), creator, { messageId }), 'room_not_found')
      await expectRefusal(acts.remove(chatRoomId, newUserId('never seen'), { messageId }), 'not_a_participant')
      await expectRefusal(acts.remove(elsewhere, other, { messageId }), 'not_a_participant')
      await expectRefusal(acts.remove(elsewhere, creator, { messageId }), 'message_not_found')
      await expectRefusal(acts.remove(chatRoomId, creator, { messageId: newId() }), 'message_not_found')
      await expectRefusal(acts.remove(chatRoomId, creator, { messageId: deletion.entry.id }), 'message_not_found')
      await expectRefusal(acts.remove(chatRoomId, other, { messageId }), 'not_your_message')
      await expectRefusal(acts.remove(chatRoomId, other, { messageId: gone.id }), 'not_your_message')
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
      expect(await storage().rooms.readMessage(messageId)).toEqual(entry.message)
    })
  })
}
