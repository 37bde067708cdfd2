import { describe, expect, it } from 'vitest'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { atTheStart, createRoomActs } from './roomActs.ts'

/** What any storage must hold to about groups as they are made, and beside direct rooms. */
export function describeGroups(open: OpenStorage): void {
  describe('groups', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('returns a new group as it was made, its owner first, the others as they were named', async () => {
      // The owner is the last to be seen, so that no order of first sight passes for it.
      const [other, third, ownerId] = [newUserId('other'), newUserId('third'), newUserId('owner')]
      await acts.openRoom(other, third)
      const command = { chatRoomId: newId(), ownerId, userIds: [third, other], clientRoomId: undefined, at: NOON + 3 }
      const made = await storage().rooms.createGroup(command)
      expect(made).toEqual({
        chatRoomId: command.chatRoomId,
        kind: 'group',
        createdAt: NOON + 3,
        head: { seq: 0, id: null, messageCount: 0, at: NOON + 3 },
        participants: new Map([ownerId, third, other].map((userId, index) => [userId, atTheStart(userId, index)])),
      })
      expect([...made.participants.keys()]).toEqual([ownerId, third, other])
      const read = await acts.readRoom(command.chatRoomId)
      expect(read).toEqual(made)
      expect([...read.participants.keys()]).toEqual([...made.participants.keys()])
    })

    it('has everybody in it once, whoever was named how often', async () => {
      const [ownerId, other] = [newUserId('owner'), newUserId('other')]
      const command = {
        chatRoomId: newId(),
        ownerId,
        userIds: [other, ownerId, other],
        clientRoomId: undefined,
        at: NOON,
      }
      expect([...(await storage().rooms.createGroup(command)).participants.keys()]).toEqual([ownerId, other])
      const alone = await storage().rooms.createGroup({ ...command, chatRoomId: newId(), userIds: [] })
      expect([...alone.participants.keys()]).toEqual([ownerId])
    })

    it('is another one each time, and no direct room', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup(2)
      const [other = ''] = others
      const again = { chatRoomId: newId(), ownerId, userIds: others, clientRoomId: undefined, at: NOON }
      expect((await storage().rooms.createGroup(again)).chatRoomId).toBe(again.chatRoomId)
      expect(await storage().rooms.readDirectPartners(ownerId)).toEqual([])
      const direct = await acts.openRoom(ownerId, other)
      expect([chatRoomId, again.chatRoomId]).not.toContain(direct)
      expect(await acts.readRoom(direct)).toMatchObject({ kind: 'direct' })
      expect(await storage().rooms.readDirectPartners(ownerId)).toEqual([other])
      expect(await storage().rooms.readRoomsOf(other)).toHaveLength(3)
    })

    it('[P2] is the same one each time its owner names the same clientRoomId, also at once', async () => {
      const { createGroup } = storage().rooms
      const [ownerId, other, third] = [newUserId('owner'), newUserId('other'), newUserId('third')]
      const command = { ownerId, userIds: [other], clientRoomId: 'the one', at: NOON }
      const make = (changes: Partial<typeof command> = {}) =>
        createGroup({ ...command, ...changes, chatRoomId: newId() })
      const made = await Promise.all([make(), make(), make({ userIds: [third], at: NOON + 1 })])
      for (const again of made) expect(again).toEqual(made[0])
      expect([...(made[0]?.participants.keys() ?? [])]).toEqual([ownerId, other])
      const { chatRoomId = '' } = made[0] ?? {}
      expect(await storage().rooms.readRoomsOf(ownerId)).toHaveLength(1)
      expect(await storage().rooms.readRoomsOf(third)).toEqual([])

      // As it is by then, also where they are in it no more.
      await acts.send(chatRoomId, other)
      await acts.leave(chatRoomId, ownerId)
      expect(await make()).toEqual(await acts.readRoom(chatRoomId))

      const others = [await make({ clientRoomId: 'The one' }), await make({ ownerId: other, userIds: [ownerId] })]
      for (const room of others) expect(room.chatRoomId).not.toBe(chatRoomId)
      expect(others[0]?.chatRoomId).not.toBe(others[1]?.chatRoomId)
    })

    it('knows its people from first sight', async () => {
      const { ownerId, others } = await acts.createGroup()
      const known = await storage().users.readMany([ownerId, ...others])
      expect(known.map(({ userId }) => userId)).toEqual([ownerId, ...others])
    })

    it('[P5] is listed for its people alone, who share a room by it', async () => {
      const { rooms } = storage()
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const stranger = newUserId('stranger')
      for (const userId of [ownerId, ...others]) {
        expect(await rooms.readRoomsOf(userId)).toEqual([await acts.readRoom(chatRoomId)])
      }
      expect(await rooms.readRoomsOf(stranger)).toEqual([])
      const [one = '', other = ''] = others
      expect(await rooms.haveSharedRoom(one, other)).toBe(true)
      expect(await rooms.haveSharedRoom(one, stranger)).toBe(false)
    })

    it('[P3] [P11] takes messages of all, whose counts are each their own', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const senders = [ownerId, ...others]
      const sent = await Promise.all(
        Array.from({ length: 30 }, (_, index) => acts.send(chatRoomId, senders[index % 3] ?? '')),
      )
      expect(sent.map(({ entry }) => entry.seq)).toEqual(sent.map((_, index) => index + 1))
      expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 30, messageCount: 30 })
      // The owner's first message moved their receipt: nothing was there before it.
      const participants = [...(await acts.readRoom(chatRoomId)).participants.values()]
      expect(participants.map(({ sentCount, lastReadSeq }) => [sentCount, lastReadSeq])).toEqual([
        [10, 1],
        [10, 0],
        [10, 0],
      ])
      for (const userId of senders) expect(await acts.unread(chatRoomId, userId)).toBe(20)
    })
  })
}
