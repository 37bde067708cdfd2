import { describe, expect, it } from 'vitest'
import { ownerOf } from '../../../src/ports/roomState.ts'
import type { HeadsCursor, RoomHeadState } from '../../../src/ports/roomStore.ts'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about the ends of logs, as lists of rooms show them. */
export function describeHeads(open: OpenStorage): void {
  describe('the ends of logs', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    type Page = { after?: HeadsCursor; limit?: number }
    const readHeads = (userId: string, { after, limit = 100 }: Page = {}) =>
      storage().rooms.readHeads({ userId, after, limit })
    const roomsOf = (heads: RoomHeadState[]) => heads.map(({ chatRoomId }) => chatRoomId)
    const createGroup = async (ownerId: string, userIds: string[], at = NOON) =>
      (await storage().rooms.createGroup({ chatRoomId: newId(), ownerId, userIds, clientRoomId: undefined, at }))
        .chatRoomId

    /** Everything of somebody, page by page. */
    async function readByPages(userId: string, limit: number): Promise<RoomHeadState[]> {
      const all: RoomHeadState[] = []
      let after: HeadsCursor | undefined
      for (let pages = 0; pages < 30; pages += 1) {
        const page = await storage().rooms.readHeads({ userId, after, limit })
        all.push(...page.heads)
        const last = page.heads.at(-1)
        if (!page.hasMore || last === undefined) return all
        expect(page.heads).toHaveLength(limit)
        after = { at: last.head.at, chatRoomId: last.chatRoomId }
      }
      throw new Error('The pages do not end')
    }

    it('are none for people without rooms', async () => {
      const userId = newUserId('never seen')
      const after = { at: NOON, chatRoomId: newId() }
      expect(await readHeads(userId)).toEqual({ heads: [], hasMore: false })
      expect(await readHeads(userId, { after })).toEqual({ heads: [], hasMore: false })
      expect(await storage().rooms.countUnread(userId)).toBe(0)
    })

    it('are of direct rooms with the other one, each with their receipt and the newest message', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      await acts.send(chatRoomId, creator, { at: NOON + 1 })
      const { entry } = await acts.send(chatRoomId, other, { at: NOON + 2, clientMessageId: 'a' })
      await acts.receive(chatRoomId, creator, 2)
      const one = { userId: creator, ordinal: 0, sentCount: 1, lastReadSeq: 1, lastDeliveredSeq: 2, readCount: 0 }
      const two = { userId: other, ordinal: 1, sentCount: 1, lastReadSeq: 0, lastDeliveredSeq: 0, readCount: 0 }
      const head = { seq: 2, id: entry.id, messageCount: 2, at: NOON + 2 }
      const seen = { chatRoomId, kind: 'direct', ownerId: null, head, newest: entry.message }
      for (const [viewer, partner] of [
        [one, two],
        [two, one],
      ] as const) {
        const own = { ...seen, viewer, other: partner }
        expect(await readHeads(viewer.userId)).toEqual({ heads: [own], hasMore: false })
        expect(await storage().rooms.readHead(chatRoomId, viewer.userId)).toEqual(own)
      }
    })

    it('are of groups without another one', async () => {
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      const { entry } = await acts.send(chatRoomId, ownerId)
      const added = await acts.add(chatRoomId, ownerId, { userId: newUserId('joiner'), at: NOON + 4 })
      const { head } = await acts.readRoom(chatRoomId)
      expect(head).toEqual({ seq: 2, id: added.entry.id, messageCount: 1, at: NOON + 4 })
      const viewer = await acts.readParticipant(chatRoomId, userId)
      const own = { chatRoomId, kind: 'group', ownerId, head, viewer, other: null, newest: entry.message }
      expect(await readHeads(userId)).toEqual({ heads: [own], hasMore: false })
    })

    it('are of empty rooms as they were made', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const [viewer, partner] = [
        await acts.readParticipant(chatRoomId, creator),
        await acts.readParticipant(chatRoomId, other),
      ]
      const head = { seq: 0, id: null, messageCount: 0, at: NOON }
      const own = { chatRoomId, kind: 'direct', ownerId: null, head, viewer, other: partner, newest: null }
      expect(await storage().rooms.readHead(chatRoomId, creator)).toEqual(own)
      // People who came and went are no message.
      const group = await acts.createGroup()
      await acts.leave(group.chatRoomId, group.others[0] ?? '')
      expect(await storage().rooms.readHead(group.chatRoomId, group.ownerId)).toMatchObject({
        head: { seq: 1, messageCount: 0 },
        newest: null,
      })
    })

    it('have the newest message in its current state, also after other entries', async () => {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const { entry: kept } = await acts.send(chatRoomId, other)
      const { entry } = await acts.send(chatRoomId, creator, { text: 'A secret' })
      const { entry: deletion } = await acts.remove(chatRoomId, creator, { messageId: entry.id })
      const newest = { ...entry.message, text: '', deleted: true, updatedSeq: 3 }
      const read = async () => storage().rooms.readHead(chatRoomId, creator)
      expect(await read()).toMatchObject({ head: { seq: 3, id: deletion.id }, newest })
      await acts.remove(chatRoomId, other, { messageId: kept.id })
      expect(await read()).toMatchObject({ head: { seq: 4 }, newest })
    })

    it('are listed most recently active first, by whatever was appended or by when the room was made', async () => {
      const me = newUserId('me')
      const first = await acts.openRoom(me, newUserId('other'), NOON)
      const second = await createGroup(newUserId('owner'), [me], NOON + 2)
      const third = await acts.openRoom(newUserId('they'), me, NOON + 1)
      const list = async () => roomsOf((await readHeads(me)).heads)
      expect(await list()).toEqual([second, third, first])
      const { entry } = await acts.send(first, me, { at: NOON + 3 })
      expect(await list()).toEqual([first, second, third])
      await acts.send(third, me, { at: NOON + 4 })
      await acts.remove(first, me, { messageId: entry.id, at: NOON + 5 })
      expect(await list()).toEqual([first, third, second])
      const ownerId = ownerOf(await acts.readRoom(second))
      await acts.add(second, ownerId ?? '', { userId: newUserId('joiner'), at: NOON + 6 })
      expect(await list()).toEqual([second, first, third])
      await acts.moveReceipt(third, me, 1)
      expect(await list()).toEqual([second, first, third])
    })

    it('[P4] come page by page, each room once, also those of the same moment', async () => {
      const me = newUserId('me')
      // Direct rooms and groups, empty ones and others, of six moments.
      for (let index = 0; index < 25; index += 1) {
        const at = NOON + (index % 6)
        const isGroup = index % 3 === 0
        const room = isGroup ? await createGroup(me, [], at) : await acts.openRoom(me, newUserId('other'), at)
        if (index % 4 === 0) await acts.send(room, me, { at: NOON + (index % 5) })
      }
      const { heads, hasMore } = await readHeads(me)
      expect(hasMore).toBe(false)
      expect(new Set(roomsOf(heads)).size).toBe(25)
      const times = heads.map(({ head }) => head.at)
      expect(times).toEqual(times.toSorted((one, other) => other - one))
      for (const limit of [1, 2, 5, 7, 24, 25, 26]) expect(await readByPages(me, limit)).toEqual(heads)
      expect((await readHeads(me, { limit: 24 })).hasMore).toBe(true)
      expect((await readHeads(me, { limit: 25 })).hasMore).toBe(false)
    })

    it('[P4] leave out no room that stayed where it was while others moved', async () => {
      const me = newUserId('me')
      const rooms: string[] = []
      for (let index = 0; index < 6; index += 1) rooms.push(await acts.openRoom(me, newUserId('other'), NOON - index))
      const { heads } = await readHeads(me, { limit: 3 })
      expect(roomsOf(heads)).toEqual(rooms.slice(0, 3))
      // One of each page becomes the first, one of those that were listed is new.
      await acts.send(rooms[1] ?? '', me, { at: NOON + 1 })
      await acts.send(rooms[4] ?? '', me, { at: NOON + 2 })
      const after = { at: NOON - 2, chatRoomId: rooms[2] ?? '' }
      expect(await readHeads(me, { after })).toMatchObject({
        heads: [{ chatRoomId: rooms[3] }, { chatRoomId: rooms[5] }],
      })
      // A cursor is a place in the order, also where its room is there no more.
      const between = { at: NOON - 2, chatRoomId: '0'.repeat(24) }
      expect(roomsOf((await readHeads(me, { after: between })).heads)).toEqual([rooms[3], rooms[5]])
    })

    it('[P5] are of rooms one is in alone', async () => {
      const { readHead, countUnread } = storage().rooms
      const { chatRoomId, ownerId, others } = await acts.createGroup()
      const [userId = ''] = others
      const stranger = newUserId('stranger')
      await acts.openRoom(stranger, newUserId('other'))
      await acts.send(chatRoomId, ownerId)
      expect(await readHead(chatRoomId, stranger)).toBeUndefined()
      expect(await readHead(chatRoomId, newUserId('never seen'))).toBeUndefined()
      expect(await readHead(newId(), userId)).toBeUndefined()
      expect(roomsOf((await readHeads(stranger)).heads)).not.toContain(chatRoomId)
      expect(await countUnread(userId)).toBe(1)
      await acts.leave(chatRoomId, userId)
      expect(await readHead(chatRoomId, userId)).toBeUndefined()
      expect(await readHeads(userId)).toEqual({ heads: [], hasMore: false })
      expect(await countUnread(userId)).toBe(0)
    })

    it('[P11] count unread over all rooms, as each of them does', async () => {
      const me = newUserId('me')
      const rooms: string[] = []
      for (let index = 0; index < 4; index += 1) {
        const they = newUserId('they')
        const room = index % 2 === 0 ? await acts.openRoom(they, me) : await createGroup(they, [me])
        rooms.push(room)
        for (let sent = 0; sent <= index; sent += 1) await acts.send(room, they)
        await acts.send(room, me)
      }
      const { countUnread } = storage().rooms
      expect(await countUnread(me)).toBe(1 + 2 + 3 + 4)
      await acts.moveReceipt(rooms[3] ?? '', me, 3)
      await acts.moveReceipt(rooms[0] ?? '', me, 1)
      await acts.receive(rooms[1] ?? '', me, 3)
      expect(await countUnread(me)).toBe(0 + 2 + 3 + 1)
      const unread = await Promise.all(rooms.map((room) => acts.unread(room, me)))
      expect(unread).toEqual([0, 2, 3, 1])
    })
  })
}
