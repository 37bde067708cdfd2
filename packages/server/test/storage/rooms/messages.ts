import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { ann, bob, cid, createRoomActs } from './roomActs.ts'

/** What any storage must hold to about messages, appended to rooms' logs. */
export function describeMessages(open: OpenStorage): void {
  describe('messages', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('returns a message as it was made, and makes it the head', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const [id, text] = [newId(), ' Zwölf \u0000 \r\n 🥊 %_\\"\' ']
      const { entry, repeated } = await acts.send(chatRoomId, creator, { id, text, at: NOON + 7, clientMessageId: 'a' })
      const message = {
        _id: id,
        chatRoomId,
        seq: 1,
        senderId: creator,
        text,
        createdAt: NOON + 7,
        deleted: false,
        replyTo: null,
        updatedSeq: 1,
        clientMessageId: 'a',
      }
      expect(entry).toEqual({ chatRoomId, seq: 1, id, kind: 'message', actorId: creator, at: NOON + 7, message })
      expect(repeated).toBe(false)
      expect(await storage().rooms.readMessage(id)).toEqual(message)
      expect(await acts.readAll(chatRoomId)).toEqual([message])
      expect((await acts.readRoom(chatRoomId)).head).toEqual({ seq: 1, id, messageCount: 1, at: NOON + 7 })
    })

    it('keeps the longest text, of letters of any size', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      for (const text of ['x'.repeat(4_000), '語'.repeat(4_000), '🥊'.repeat(2_000)]) {
        const { entry } = await acts.send(chatRoomId, creator, { text })
        expect((await storage().rooms.readMessage(entry.id))?.text).toBe(text)
      }
    })

    it('does not know messages that are not there', async () => {
      expect(await storage().rooms.readMessage(newId())).toBeUndefined()
    })

    it('[P3] positions are 1, 2, 3, … in the order of the calls, whoever sends at once', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`)
      const sent = await Promise.all(
        texts.map((text, index) => acts.send(chatRoomId, index % 3 === 0 ? other : creator, { text })),
      )
      expect(sent.map(({ entry }) => entry.seq)).toEqual(texts.map((_, index) => index + 1))
      const read = await acts.readAll(chatRoomId)
      expect(read).toEqual(sent.map(({ entry }) => entry.message))
      expect(read.map(({ text }) => text)).toEqual(texts)
    })

    it('[P3] answers in the order of the calls', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const answered: number[] = []
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const { entry } = await acts.send(chatRoomId, creator)
          answered.push(entry.seq)
        }),
      )
      expect(answered).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    })

    it('[P3] each room counts for itself', async () => {
      const rooms = [await acts.openRoom(ann, bob), await acts.openRoom(bob, cid), await acts.openRoom(cid, ann)]
      const senders = [ann, bob, cid]
      const sent = await Promise.all(
        Array.from({ length: 60 }, (_, index) => acts.send(rooms[index % 3] ?? '', senders[index % 3] ?? '')),
      )
      expect(sent.map(({ entry }) => entry.seq)).toEqual(sent.map((_, index) => Math.floor(index / 3) + 1))
      for (const chatRoomId of rooms) {
        expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 20, messageCount: 20 })
        expect((await acts.readAll(chatRoomId)).every((message) => message.chatRoomId === chatRoomId)).toBe(true)
      }
    })

    it('[P1] a read sees every message whose promise had resolved', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const { entry } = await acts.send(chatRoomId, creator)
          expect(await storage().rooms.readMessage(entry.id)).toEqual(entry.message)
          expect((await acts.readRoom(chatRoomId)).head.seq).toBeGreaterThanOrEqual(entry.seq)
        }),
      )
    })

    it('keeps what a message replies to, also one that was sent or deleted just before', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const first = newId()
      const [, , reply] = await Promise.all([
        acts.send(chatRoomId, creator, { id: first }),
        acts.remove(chatRoomId, creator, { messageId: first }),
        acts.send(chatRoomId, other, { replyTo: first }),
      ])
      expect(reply.entry.message).toMatchObject({ seq: 3, replyTo: first })
      expect((await acts.readAll(chatRoomId)).map(({ replyTo }) => replyTo)).toEqual([null, first])
    })

    it('[P5] refuses a message that has no place, and keeps nothing of it', async () => {
      const { chatRoomId, creator } = await acts.openRoomOfTwo()
      const elsewhere = await acts.openRoomOfTwo()
      const foreign = await acts.send(elsewhere.chatRoomId, elsewhere.creator)
      const own = await acts.send(chatRoomId, creator)
      const deletion = await acts.remove(chatRoomId, creator, { messageId: own.entry.id })
      const before = await acts.readRoom(chatRoomId)
      await expectRefusal(acts.send(newId(), creator), 'room_not_found')
      await expectRefusal(acts.send(chatRoomId, elsewhere.creator), 'not_a_participant')
      await expectRefusal(acts.send(chatRoomId, newUserId('never seen')), 'not_a_participant')
      await expectRefusal(acts.send(chatRoomId, creator, { replyTo: newId() }), 'message_not_found')
      await expectRefusal(acts.send(chatRoomId, creator, { replyTo: foreign.entry.id }), 'message_not_found')
      await expectRefusal(acts.send(chatRoomId, creator, { replyTo: deletion.entry.id }), 'message_not_found')
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
      expect(await acts.readAll(chatRoomId)).toHaveLength(1)
    })

    it('[P3] what is refused fails alone, and leaves no gap', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const attempts = Array.from({ length: 60 }, (_, index) => {
        if (index % 4 === 1) return acts.send(chatRoomId, cid)
        if (index % 4 === 2) return acts.send(chatRoomId, creator, { replyTo: newId() })
        if (index % 4 === 3) return acts.send(newId(), creator)
        return acts.send(chatRoomId, other, { text: `text ${index}` })
      })
      const refusals = [undefined, 'not_a_participant', 'message_not_found', 'room_not_found']
      for (const [index, outcome] of (await Promise.allSettled(attempts)).entries()) {
        const code = refusals[index % 4]
        if (code === undefined) expect(outcome).toMatchObject({ value: { entry: { seq: index / 4 + 1 } } })
        else expect(outcome).toMatchObject({ reason: { code } })
      }
      expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 15, messageCount: 15 })
      expect(await acts.readParticipant(chatRoomId, creator)).toMatchObject({ sentCount: 0 })
      expect(await acts.readParticipant(chatRoomId, other)).toMatchObject({ sentCount: 15 })
    })
  })
}
