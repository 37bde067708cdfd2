import { ROOM_PARTICIPANTS_MAX } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about who comes into a group and who goes. */
export function describeParticipants(open: OpenStorage): void {
  describe('a participant of a group', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    const userIdsIn = async (chatRoomId: string) => [...(await acts.readRoom(chatRoomId)).participants.keys()].sort()

    it('comes in by an entry of its own, which is no message', async () => {
      const { chatRoomId, ownerId } = await acts.createGroup()
      const { entry } = await acts.send(chatRoomId, ownerId)
      const [id, userId, at] = [newId(), newUserId('joiner'), NOON + 5]
      const command = { kind: 'participant_added' as const, chatRoomId, id, actorId: ownerId, at, userId }
      expect(await storage().rooms.append(command)).toEqual({
        entry: { chatRoomId, seq: 2, id, kind: 'participant_added', actorId: ownerId, at, userId },
        repeated: false,
      })
      expect((await acts.readRoom(chatRoomId)).head).toEqual({ seq: 2, id, messageCount: 1, at })
      expect(await acts.readAll(chatRoomId)).toEqual([entry.message])
      expect(await storage().rooms.readMessage(id)).toBeUndefined()
      await expectRefusal(acts.send(chatRoomId, ownerId, { replyTo: id }), 'message_not_found')
      await expectRefusal(acts.remove(chatRoomId, ownerId, { messageId: id }), 'message_not_found')
    })

    it('goes by an entry of its own, out of everything that is listed', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = '', other = ''] = others
      const [id, at] = [newId(), NOON + 5]
      const command = { kind: 'participant_removed' as const, chatRoomId, id, actorId: ownerId, at, userId }
      expect(await storage().rooms.append(command)).toEqual({
        entry: { chatRoomId, seq: 1, id, kind: 'participant_removed', actorId: ownerId, at, userId },
        repeated: false,
      })
      expect((await acts.readRoom(chatRoomId)).head).toEqual({ seq: 1, id, messageCount: 0, at })
      expect(await userIdsIn(chatRoomId)).toEqual([ownerId, other].sort())
      expect(await storage().rooms.readRoomsOf(userId)).toEqual([])
      expect(await storage().rooms.haveSharedRoom(userId, other)).toBe(false)
      expect(await storage().rooms.haveSharedRoom(ownerId, other)).toBe(true)
    })

    it('is let in and taken out by the owner alone; everybody may leave', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup(4)
      const [one = '', other = '', third = ''] = others
      const before = await acts.readRoom(chatRoomId)
      await expectRefusal(acts.add(chatRoomId, one, { userId: newUserId('joiner') }), 'not_the_owner')
      await expectRefusal(acts.add(chatRoomId, one, { userId: other }), 'not_the_owner')
      await expectRefusal(acts.takeOut(chatRoomId, one, { userId: other }), 'not_the_owner')
      await expectRefusal(acts.takeOut(chatRoomId, one, { userId: ownerId }), 'not_the_owner')
      await expectRefusal(acts.add(chatRoomId, ownerId, { userId: one }), 'already_a_participant')
      await expectRefusal(acts.add(chatRoomId, ownerId, { userId: ownerId }), 'already_a_participant')
      await expectRefusal(acts.takeOut(chatRoomId, ownerId, { userId: newUserId('never seen') }), 'user_not_in_room')
      expect(await acts.readRoom(chatRoomId)).toEqual(before)
      await acts.leave(chatRoomId, one)
      await acts.takeOut(chatRoomId, ownerId, { userId: other })
      await expectRefusal(acts.takeOut(chatRoomId, ownerId, { userId: other }), 'user_not_in_room')
      await acts.leave(chatRoomId, ownerId)
      expect(await userIdsIn(chatRoomId)).toEqual([third])
    })

    it('[P5] is known to nobody outside the room', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      const [stranger, elsewhere] = [newUserId('stranger'), await acts.createGroup()]
      for (const actorId of [stranger, elsewhere.ownerId]) {
        await expectRefusal(acts.add(chatRoomId, actorId, { userId }), 'not_a_participant')
        await expectRefusal(acts.add(chatRoomId, actorId, { userId: actorId }), 'not_a_participant')
        await expectRefusal(acts.takeOut(chatRoomId, actorId, { userId }), 'not_a_participant')
        await expectRefusal(acts.leave(chatRoomId, actorId), 'not_a_participant')
      }
      await expectRefusal(acts.add(newId(), ownerId, { userId }), 'room_not_found')
      await expectRefusal(acts.takeOut(newId(), ownerId, { userId }), 'room_not_found')
    })

    it('is there for good in a direct room', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      await expectRefusal(acts.add(chatRoomId, creator, { userId: newUserId('third') }), 'direct_room')
      await expectRefusal(acts.takeOut(chatRoomId, creator, { userId: other }), 'direct_room')
      for (const userId of [creator, other]) await expectRefusal(acts.leave(chatRoomId, userId), 'direct_room')
      const stranger = newUserId('stranger')
      await expectRefusal(acts.leave(chatRoomId, stranger), 'not_a_participant')
      expect(await userIdsIn(chatRoomId)).toEqual([creator, other].sort())
      expect((await acts.readRoom(chatRoomId)).head.seq).toBe(0)
    })

    it('[P6] appends nothing after their removal, however soon it was called', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = '', other = ''] = others
      const own = (await acts.send(chatRoomId, userId, { clientMessageId: 'a' })).entry
      const [before, , ...after] = await Promise.allSettled([
        acts.send(chatRoomId, userId),
        acts.takeOut(chatRoomId, ownerId, { userId }),
        acts.send(chatRoomId, userId),
        acts.send(chatRoomId, userId, { clientMessageId: 'a' }),
        acts.remove(chatRoomId, userId, { messageId: own.id }),
        acts.moveReceipt(chatRoomId, userId, 1),
        acts.receive(chatRoomId, userId, 1),
        acts.leave(chatRoomId, userId),
        acts.send(chatRoomId, other),
      ])
      expect(before).toMatchObject({ value: { entry: { seq: 2 } } })
      const last = after.pop()
      for (const outcome of after) expect(outcome).toMatchObject({ reason: { code: 'not_a_participant' } })
      expect(last).toMatchObject({ value: { entry: { seq: 4 } } })
      expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 4, messageCount: 3 })
      // What they had sent stays.
      expect(await storage().rooms.readMessage(own.id)).toEqual(own.message)
    })

    it('stands behind those who came before, and last after coming back', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup(4)
      const [one = '', other = '', third = ''] = others
      const joiner = newUserId('joiner')
      await acts.add(chatRoomId, ownerId, { userId: joiner })
      await acts.leave(chatRoomId, other)
      await acts.takeOut(chatRoomId, ownerId, { userId: one })
      await acts.add(chatRoomId, ownerId, { userId: one })
      const { participants } = await acts.readRoom(chatRoomId)
      expect([...participants.keys()]).toEqual([ownerId, third, joiner, one])
      expect([...participants.values()].map(({ ordinal }) => ordinal)).toEqual([0, 3, 4, 5])
    })

    it('owns the group once all who came before have left, and no more after coming back', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [one = '', other = ''] = others
      const owner = async () => {
        const [viewer = ''] = (await acts.readRoom(chatRoomId)).participants.keys()
        const head = await storage().rooms.readHead(chatRoomId, viewer)
        expect((await storage().rooms.readHeads({ userId: viewer, after: undefined, limit: 9 })).heads).toEqual([head])
        return head?.ownerId
      }
      expect(await owner()).toBe(ownerId)
      const joiner = newUserId('joiner')
      await acts.add(chatRoomId, ownerId, { userId: joiner })
      await acts.takeOut(chatRoomId, ownerId, { userId: one })
      expect(await owner()).toBe(ownerId)
      await acts.leave(chatRoomId, ownerId)
      expect(await owner()).toBe(other)
      await expectRefusal(acts.add(chatRoomId, joiner, { userId: ownerId }), 'not_the_owner')
      await acts.add(chatRoomId, other, { userId: ownerId })
      await expectRefusal(acts.takeOut(chatRoomId, ownerId, { userId: joiner }), 'not_the_owner')
      await acts.leave(chatRoomId, other)
      expect(await owner()).toBe(joiner)
      await acts.takeOut(chatRoomId, joiner, { userId: ownerId })
      await acts.leave(chatRoomId, joiner)
      expect((await acts.readRoom(chatRoomId)).participants.size).toBe(0)
    })

    it('owns the group from the very entry on by which the owner left', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [one = '', other = ''] = others
      const userId = newUserId('joiner')
      const [, , added, ...refused] = await Promise.allSettled([
        acts.leave(chatRoomId, ownerId),
        acts.leave(chatRoomId, one),
        acts.add(chatRoomId, other, { userId }),
        acts.add(chatRoomId, userId, { userId: ownerId }),
      ])
      expect(added).toMatchObject({ value: { entry: { seq: 3, actorId: other, userId } } })
      for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'not_the_owner' } })
    })

    it('[P6] lets nobody in or out after they left, who owned it', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      const [, ...after] = await Promise.allSettled([
        acts.leave(chatRoomId, ownerId),
        acts.takeOut(chatRoomId, ownerId, { userId }),
        acts.add(chatRoomId, ownerId, { userId: ownerId }),
      ])
      for (const outcome of after) expect(outcome).toMatchObject({ reason: { code: 'not_a_participant' } })
      expect(await userIdsIn(chatRoomId)).toEqual([...others].sort())
    })

    it('[P3] takes its position in the order of the calls, among messages', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const joiners = Array.from({ length: 20 }, () => newUserId('joiner'))
      const appended = await Promise.all(
        joiners.flatMap((userId) => [
          acts.add(chatRoomId, ownerId, { userId }),
          acts.send(chatRoomId, userId),
          acts.takeOut(chatRoomId, ownerId, { userId }),
        ]),
      )
      expect(appended.map(({ entry }) => entry.seq)).toEqual(appended.map((_, index) => index + 1))
      expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 60, messageCount: 20 })
      expect(await userIdsIn(chatRoomId)).toEqual([ownerId, ...others].sort())
      expect((await acts.readAll(chatRoomId)).map(({ seq }) => seq)).toEqual(joiners.map((_, index) => index * 3 + 2))
    })

    it('comes once, however often they are let in at once', async () => {
      const { chatRoomId, ownerId } = await acts.createGroup()
      const userId = newUserId('joiner')
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => acts.add(chatRoomId, ownerId, { userId })),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes.slice(1)) {
        expect(outcome).toMatchObject({ reason: { code: 'already_a_participant' } })
      }
      expect((await acts.readRoom(chatRoomId)).head.seq).toBe(1)
    })

    it(`[P10] is one of ${ROOM_PARTICIPANTS_MAX} at most`, async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup(ROOM_PARTICIPANTS_MAX - 1)
      const [userId = ''] = others
      const [one, other] = await Promise.allSettled([
        acts.add(chatRoomId, ownerId, { userId: newUserId('last') }),
        acts.add(chatRoomId, ownerId, { userId: newUserId('one too many') }),
      ])
      expect(one).toMatchObject({ value: { entry: { seq: 1 } } })
      expect(other).toMatchObject({ reason: { code: 'room_full' } })
      await expectRefusal(acts.add(chatRoomId, ownerId, { userId }), 'already_a_participant')
      await acts.leave(chatRoomId, userId)
      await acts.add(chatRoomId, ownerId, { userId: newUserId('next') })
      expect((await acts.readRoom(chatRoomId)).participants.size).toBe(ROOM_PARTICIPANTS_MAX)
    })
  })
}
