import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, type OpenStorage, useStorage } from '../kit.ts'
import { cid, createRoomActs } from './roomActs.ts'

/** What any storage must hold to about a `clientMessageId` that comes again (P2). */
export function describeRepeats(open: OpenStorage): void {
  describe('repeated messages', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('[P2] a repeated clientMessageId returns the first message, and stores nothing', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const replyTo = (await acts.send(chatRoomId, other)).entry.id
      const first = await acts.send(chatRoomId, creator, { clientMessageId: 'a', replyTo, at: NOON + 1 })
      const later = await acts.send(chatRoomId, creator, { clientMessageId: 'b', at: NOON + 2 })
      const before = await acts.readRoom(chatRoomId)
      const id = newId()
      const again = await acts.send(chatRoomId, creator, { id, clientMessageId: 'a', replyTo, at: NOON + 9 })
      expect(again).toEqual({ entry: first.entry, repeated: true })
      expect(await storage().rooms.readMessage(id)).toBeUndefined()
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
      expect(before.head.id).toBe(later.entry.id)
    })

    it('[P2] a hundred at once are one message', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const sent = await Promise.all(
        Array.from({ length: 100 }, () => acts.send(chatRoomId, creator, { clientMessageId: 'a' })),
      )
      expect(sent.map(({ repeated }) => repeated)).toEqual(sent.map((_, index) => index > 0))
      for (const { entry } of sent) expect(entry).toEqual(sent[0]?.entry)
      expect(await acts.readAll(chatRoomId)).toHaveLength(1)
      expect(await acts.readParticipant(chatRoomId, creator)).toMatchObject({ sentCount: 1 })
    })

    it('[P2] another text under the same clientMessageId is a conflict, and changes nothing', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const { entry } = await acts.send(chatRoomId, creator, { clientMessageId: 'a', text: 'One' })
      const before = await acts.readRoom(chatRoomId)
      for (const text of ['Other', 'one', 'One\u0000', '']) {
        await expectRefusal(acts.send(chatRoomId, creator, { clientMessageId: 'a', text }), 'conflict')
      }
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
      expect(await acts.readAll(chatRoomId)).toEqual([entry.message])
    })

    it('[P2] a conflict fails alone', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const conflict = acts.send(chatRoomId, creator, { clientMessageId: 'b' })
      const [one, refused, other, third] = await Promise.allSettled([
        conflict,
        acts.send(chatRoomId, creator, { clientMessageId: 'b', text: 'Another text' }),
        acts.send(chatRoomId, creator, { clientMessageId: 'b' }),
        acts.send(chatRoomId, creator, { clientMessageId: 'c' }),
      ])
      expect(one).toMatchObject({ value: { entry: { seq: 1 }, repeated: false } })
      expect(refused).toMatchObject({ reason: { code: 'conflict' } })
      expect(other).toMatchObject({ value: { entry: { seq: 1 }, repeated: true } })
      expect(third).toMatchObject({ value: { entry: { seq: 2 }, repeated: false } })
    })

    it('[P2] the same clientMessageId of another sender, or in another room, is another message', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const elsewhere = await acts.openRoom(creator, cid)
      const sent = await Promise.all([
        acts.send(chatRoomId, creator, { clientMessageId: 'a', text: 'One' }),
        acts.send(chatRoomId, other, { clientMessageId: 'a', text: 'Other' }),
        acts.send(elsewhere, creator, { clientMessageId: 'a', text: 'Third' }),
      ])
      expect(sent.map(({ repeated }) => repeated)).toEqual([false, false, false])
      expect((await acts.readAll(chatRoomId)).map(({ text }) => text)).toEqual(['One', 'Other'])
      expect((await acts.readAll(elsewhere)).map(({ text }) => text)).toEqual(['Third'])
    })

    it('[P2] holds after the message was deleted, whose text is gone', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const fields = { clientMessageId: 'a', text: 'A text' }
      const { entry } = await acts.send(chatRoomId, creator, fields)
      await acts.remove(chatRoomId, creator, { messageId: entry.id })
      const before = await acts.readRoom(chatRoomId)
      const message = { ...entry.message, text: '', deleted: true, updatedSeq: 2 }
      expect(await acts.send(chatRoomId, creator, fields)).toEqual({ entry: { ...entry, message }, repeated: true })
      for (const text of ['Another text', '']) {
        await expectRefusal(acts.send(chatRoomId, creator, { ...fields, text }), 'conflict')
      }
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
    })

    it('[P2] tells any two clientMessageIds apart', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const ids = ['a', 'A', 'ä', 'a ', 'a\u0000', '1', '01', '$a', 'x'.repeat(128), `${'x'.repeat(127)}y`]
      const sent = await Promise.all(ids.map((clientMessageId) => acts.send(chatRoomId, creator, { clientMessageId })))
      expect(sent.map(({ entry }) => entry.seq)).toEqual(ids.map((_, index) => index + 1))
      const again = await Promise.all(ids.map((clientMessageId) => acts.send(chatRoomId, creator, { clientMessageId })))
      expect(again).toEqual(sent.map(({ entry }) => ({ entry, repeated: true })))
    })

    it('[P2] holds for a message of any age', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const sends = Array.from({ length: 150 }, (_, index) => ({
        actorId: index % 3 === 0 ? other : creator,
        // Some have none, and ids meet those of the other sender.
        fields: { text: `${index}`, clientMessageId: index % 7 === 0 ? undefined : `${index % 3}-${index >> 1}` },
      }))
      const sent = []
      for (const { actorId, fields } of sends) sent.push(await acts.send(chatRoomId, actorId, fields))
      expect(sent.map(({ entry, repeated }) => [entry.seq, repeated])).toEqual(sends.map((_, at) => [at + 1, false]))
      for (const [index, { actorId, fields }] of sends.entries()) {
        if (fields.clientMessageId === undefined) continue
        expect(await acts.send(chatRoomId, actorId, fields)).toEqual({ entry: sent[index]?.entry, repeated: true })
        await expectRefusal(acts.send(chatRoomId, actorId, { ...fields, text: 'Another text' }), 'conflict')
      }
      expect((await acts.readRoom(chatRoomId)).head.seq).toBe(sends.length)
    })

    it('stores the same text twice where no clientMessageId says that it is the same message', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const sent = await Promise.all([acts.send(chatRoomId, creator), acts.send(chatRoomId, creator)])
      expect(sent.map(({ entry, repeated }) => [entry.seq, repeated])).toEqual([
        [1, false],
        [2, false],
      ])
    })

    it('[P5] tells nobody outside the room of a clientMessageId that was used in it', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      await acts.send(chatRoomId, creator, { clientMessageId: 'a' })
      await expectRefusal(acts.send(chatRoomId, cid, { clientMessageId: 'a' }), 'not_a_participant')
    })
  })
}
