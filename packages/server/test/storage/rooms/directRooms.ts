import { describe, expect, it } from 'vitest'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { atTheStart, createRoomActs } from './roomActs.ts'

/** What any storage must hold to about direct rooms and who is in them. */
export function describeDirectRooms(open: OpenStorage): void {
  describe('direct rooms', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    it('returns a new room as it was made, its creator first', async () => {
      // The creator is the second to be seen, so that no order of first sight passes for it.
      const [other, creatorId] = [newUserId('other'), newUserId('creator')]
      await acts.openRoom(other, newUserId('somebody else'))
      const chatRoomId = newId()
      const made = await storage().rooms.openDirectRoom({ chatRoomId, creatorId, otherUserId: other, at: NOON + 3 })
      expect(made).toEqual({
        chatRoomId,
        kind: 'direct',
        createdAt: NOON + 3,
        head: { seq: 0, id: null, messageCount: 0, at: NOON + 3 },
        participants: new Map([
          [creatorId, atTheStart(creatorId, 0)],
          [other, atTheStart(other, 1)],
        ]),
      })
      expect([...made.participants.keys()]).toEqual([creatorId, other])
      const read = await acts.readRoom(chatRoomId)
      expect(read).toMatchObject({ chatRoomId, createdAt: made.createdAt, head: made.head })
      expect([...read.participants]).toEqual([...made.participants])
    })

    it('does not know rooms that are not there', async () => {
      expect(await storage().rooms.readRoom(newId())).toBeUndefined()
    })

    it('answers with the room that is there, whoever opens it again, as it is by then', async () => {
      const { creator, other, chatRoomId } = await acts.openRoomOfTwo()
      const { entry } = await acts.send(chatRoomId, other, { at: NOON + 1 })
      for (const [creatorId, otherUserId] of [
        [creator, other],
        [other, creator],
      ] as const) {
        const command = { chatRoomId: newId(), creatorId, otherUserId, at: NOON + 9 }
        const again = await storage().rooms.openDirectRoom(command)
        const head = { seq: 1, id: entry.id, messageCount: 1, at: NOON + 1 }
        expect(again).toMatchObject({ chatRoomId, createdAt: NOON, head })
        expect([...again.participants.keys()]).toEqual([creator, other])
        expect(again.participants.get(other)).toMatchObject({ sentCount: 1 })
        expect(await storage().rooms.readRoom(command.chatRoomId)).toBeUndefined()
      }
    })

    it('answers with the room of one moment, at the call or later, whatever was called next', async () => {
      const { creator, other, chatRoomId } = await acts.openRoomOfTwo()
      const command = { chatRoomId: newId(), creatorId: creator, otherUserId: other, at: NOON }
      await acts.send(chatRoomId, other)
      const [, opened] = await Promise.all([
        acts.send(chatRoomId, creator),
        storage().rooms.openDirectRoom(command),
        acts.send(chatRoomId, creator),
      ])
      expect(opened.head.seq).toBeGreaterThanOrEqual(2)
      const sentCounts = [...opened.participants.values()].map(({ sentCount }) => sentCount)
      expect(sentCounts).toEqual([opened.head.messageCount - 1, 1])
    })

    it('is one per pair, also when both open it at once, many times', async () => {
      const pair = [newUserId('one'), newUserId('other')] as const
      const rooms = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          acts.openRoom(...(index % 2 === 0 ? pair : ([pair[1], pair[0]] as const))),
        ),
      )
      expect(new Set(rooms).size).toBe(1)
      expect(await storage().rooms.readRoomsOf(pair[0])).toHaveLength(1)
      expect(await storage().rooms.readRoomsOf(pair[1])).toHaveLength(1)
      expect([...(await acts.readRoom(rooms[0] ?? '')).participants.keys()]).toEqual(pair)
    })

    it('is another one for each pair', async () => {
      const [one, other, third] = [newUserId('one'), newUserId('other'), newUserId('third')]
      const rooms = await Promise.all([
        acts.openRoom(one, other),
        acts.openRoom(other, third),
        acts.openRoom(third, one),
      ])
      expect(new Set(rooms).size).toBe(3)
    })

    it('takes the ids of users as they are', async () => {
      const unique = newId()
      const ids = ['a', 'A', 'ä', ' a', "'; DROP TABLE user; --", '$ne', '7', '007', '🥊'].map((id) => `${id}${unique}`)
      const longest = unique.padEnd(128, 'x')
      const rooms = await Promise.all(ids.map((id) => acts.openRoom(longest, id)))
      expect(new Set(rooms).size).toBe(ids.length)
      expect((await storage().rooms.readDirectPartners(longest)).sort()).toEqual(ids.sort())
      for (const [index, id] of ids.entries()) {
        const [room] = await storage().rooms.readRoomsOf(id)
        expect([...(room?.participants.keys() ?? [])]).toEqual([longest, id])
        expect(rooms[index]).toBeDefined()
      }
    })

    it('lists somebody’s rooms, most recently active first', async () => {
      const me = newUserId('me')
      const openedAt = (at: number) => acts.openRoom(me, newUserId('other'), at)
      const first = await openedAt(NOON)
      const second = await openedAt(NOON + 2)
      const third = await acts.openRoom(newUserId('they'), me, NOON + 1)
      const list = async () => (await storage().rooms.readRoomsOf(me)).map(({ chatRoomId }) => chatRoomId)
      expect(await list()).toEqual([second, third, first])
      const { entry } = await acts.send(first, me, { at: NOON + 3 })
      expect(await list()).toEqual([first, second, third])
      await acts.send(third, me, { at: NOON + 4 })
      expect(await list()).toEqual([third, first, second])
      await acts.remove(first, me, { messageId: entry.id, at: NOON + 5 })
      expect(await list()).toEqual([first, third, second])
      for (const room of await storage().rooms.readRoomsOf(me)) {
        expect(room).toEqual(await acts.readRoom(room.chatRoomId))
      }
    })

    it('[P5] lists no rooms of others', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const third = newUserId('third')
      expect(await storage().rooms.readRoomsOf(third)).toEqual([])
      const own = await acts.openRoom(third, other)
      expect((await storage().rooms.readRoomsOf(third)).map((room) => room.chatRoomId)).toEqual([own])
      expect((await storage().rooms.readRoomsOf(creator)).map((room) => room.chatRoomId)).toEqual([chatRoomId])
    })

    it('[P5] knows who shares a room and who talks to whom', async () => {
      const { rooms } = storage()
      const [one, other, third] = [newUserId('one'), newUserId('other'), newUserId('third')]
      expect(await rooms.haveSharedRoom(one, other)).toBe(false)
      expect(await rooms.readDirectPartners(one)).toEqual([])
      await acts.openRoom(one, other)
      await acts.openRoom(third, other)
      for (const [user, somebody] of [
        [one, other],
        [third, other],
      ] as const) {
        expect(await rooms.haveSharedRoom(user, somebody)).toBe(true)
        expect(await rooms.haveSharedRoom(somebody, user)).toBe(true)
      }
      // Both talk to one person, which is no room of theirs.
      expect(await rooms.haveSharedRoom(one, third)).toBe(false)
      expect(await rooms.haveSharedRoom(one, newUserId('never seen'))).toBe(false)
      expect(await rooms.haveSharedRoom(newUserId('never seen'), one)).toBe(false)
      expect(await rooms.readDirectPartners(one)).toEqual([other])
      expect((await rooms.readDirectPartners(other)).sort()).toEqual([one, third].sort())
    })
  })
}
