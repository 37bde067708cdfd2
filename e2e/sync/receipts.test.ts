import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withDice } from '../promises/dice.ts'
import { type Caller, WAYS } from './caller.ts'
import { inLanes, NO_SUCH_ID, startWorld, syncAll, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe.each(WAYS)('receipts over %s', (way) => {
  let ann: Person
  let bob: Person
  let hers: Caller
  let chatRoomId: string
  beforeEach(async () => {
    ;[ann, bob] = world.people('ann', 'bob')
    hers = await world.open(way, ann)
    chatRoomId = await ann.roomWith(bob)
    for (const text of ['one', 'two', 'three', 'four']) await world.send(bob, chatRoomId, text)
  })
  const unread = async () => (await hers.call('get_room', { chatRoomId })).room.unread
  const readBy = async () => (await hers.call('get_messages', { chatRoomId })).messages.map((message) => message.readBy)

  it('mark_read moves forward, to the head at most, and is told to both', async () => {
    const [herTab, his] = [await world.connectSynced(ann), await world.connectSynced(bob)]
    const marked = async (seq: number) => hers.call('mark_read', { chatRoomId, seq })
    const receipt = (seq: number) => ({ chatRoomId, userId: ann.id, lastReadSeq: seq, lastDeliveredSeq: seq })
    expect(await marked(2)).toEqual({ receipt: receipt(2), unread: 2 })
    expect(await marked(1)).toEqual({ receipt: receipt(2), unread: 2 }) // never back
    expect(await marked(0)).toEqual({ receipt: receipt(2), unread: 2 })
    expect(await marked(3)).toEqual({ receipt: receipt(3), unread: 1 })
    expect(await unread()).toBe(1)
    expect(await readBy()).toEqual([[bob.id, ann.id], [bob.id, ann.id], [bob.id, ann.id], [bob.id]])
    expect(await marked(99)).toEqual({ receipt: receipt(4), unread: 0 })
    for (const socket of [herTab, his]) {
      await socket.heard()
      expect(socket.all('receipt')).toEqual([receipt(2), receipt(3), receipt(4)])
    }
  })

  it('mark_delivered is of many rooms, says nothing of reading, and passes strange rooms over', async () => {
    const [cem, dan] = world.people('cem', 'dan')
    const theirs = await cem.roomWith(dan)
    const second = await ann.roomWith(cem)
    await world.send(cem, second, 'hello')
    const his = await world.connectSynced(bob)
    const cems = await world.connectSynced(cem)
    const rooms = [chatRoomId, theirs, NO_SUCH_ID, second].map((id) => ({ chatRoomId: id, seq: 3 }))
    await hers.call('mark_delivered', { rooms })
    await hers.call('mark_delivered', { rooms: [{ chatRoomId, seq: 2 }] })
    await his.heard()
    await cems.heard()
    const delivered = (id: string, seq: number) => ({
      chatRoomId: id,
      userId: ann.id,
      lastReadSeq: 0,
      lastDeliveredSeq: seq,
    })
    expect(his.all('receipt')).toEqual([delivered(chatRoomId, 3)])
    expect(cems.all('receipt')).toEqual([delivered(second, 1)]) // to its head
    expect(await unread()).toBe(4)
    expect(await readBy()).toEqual(Array(4).fill([bob.id]))
    const { room } = await hers.call('get_room', { chatRoomId })
    expect(room.receipts[0]).toEqual(delivered(chatRoomId, 3))
    for (const payload of [{}, { rooms: [] }, { rooms: [{ chatRoomId }] }, { rooms: Array(101).fill(rooms[0]) }]) {
      expect(await hers.refusal('mark_delivered', payload)).toMatchObject({ code: 'invalid_request' })
    }
  })

  it("sending moves the sender's receipt only where nothing of others lies unread before it", async () => {
    await world.send(ann, chatRoomId, 'five')
    expect((await hers.call('get_room', { chatRoomId })).room.receipts[0]?.lastReadSeq).toBe(0)
    expect(await unread()).toBe(4)
    expect(await hers.call('mark_read', { chatRoomId, seq: 4 })).toMatchObject({ unread: 0 })
    await world.send(ann, chatRoomId, 'six')
    expect((await hers.call('get_room', { chatRoomId })).room.receipts[0]?.lastReadSeq).toBe(6)
  })

  it('typing is told to the others in sync, and is nowhere afterwards', async () => {
    const group = await world.group(ann, [bob])
    const [herTab, his] = [await world.connectSynced(ann), await world.connectSynced(bob)]
    await hers.call('typing', { chatRoomId })
    await hers.call('typing', { chatRoomId: group })
    expect(await his.heard()).toEqual(['user_typing', 'user_typing'])
    expect(his.all('user_typing')).toEqual([chatRoomId, group].map((id) => ({ chatRoomId: id, userId: ann.id })))
    expect(await herTab.heard()).toEqual([])
    expect((await hers.call('get_room', { chatRoomId: group })).room.position.seq).toBe(0)
  })

  it('[P5] a stranger moves nothing and tells nothing', async () => {
    const his = await world.connectSynced(bob)
    const stranger = await world.open(way, world.person('stranger'))
    const typing = [chatRoomId, NO_SUCH_ID].map((id) => stranger.refusal('typing', { chatRoomId: id }))
    const [ofTheirs, ofNone] = await Promise.all(typing)
    expect(ofTheirs).toEqual(ofNone)
    expect(ofNone?.code).toBe('room_not_found')
    await stranger.call('mark_delivered', { rooms: [{ chatRoomId, seq: 4 }] })
    const refused = await stranger.refusal('mark_read', { chatRoomId, seq: 4 })
    // The frozen route has its own sentence for it.
    expect(refused.code).toBe(way === 'socket' ? 'room_not_found' : 'not_a_participant')
    expect(await his.heard()).toEqual([])
    expect(await stranger.refusal('mark_read', { chatRoomId, seq: -1 })).toMatchObject({ code: 'invalid_request' })
  })
})

describe('POST /api/chat/rooms/:chatRoomId/read', () => {
  it('reads up to what was delivered without a seq, up to it with one', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await ann.roomWith(bob)
    for (const text of ['one', 'two', 'three']) await world.send(bob, chatRoomId, text)
    const read = async (body?: object) => (await ann.post(`/api/chat/rooms/${chatRoomId}/read`, body)).body
    const receipt = (seq: number) => ({ chatRoomId, userId: ann.id, lastReadSeq: seq, lastDeliveredSeq: seq })
    expect(await read({ seq: 1 })).toEqual({ success: true, receipt: receipt(1), unread: 2 })
    expect(await read()).toEqual({ success: true, receipt: receipt(3), unread: 0 })
  })
})

describe('[P11] unread', () => {
  it('is what a recount over positions says, whatever was sent, read, deleted, joined and left', () =>
    withDice(async (dice) => {
      const people = world.people('ann', 'bob', 'cem', 'dan')
      const [owner] = people
      const callers = await Promise.all(people.map((person) => world.connectSynced(person)))
      const groups = await Promise.all(
        [people.slice(1), people.slice(1, 3), people.slice(1, 2)].map((others) => world.group(owner, others)),
      )
      const directs = await Promise.all(people.slice(1).map((person) => owner.roomWith(person)))
      const rooms = [...groups, ...directs]

      const step = async () => {
        const caller = dice.pick(callers)
        const chatRoomId = dice.pick(rooms)
        const roll = dice.below(10)
        // What is refused, to strangers above all, is refused: the recount alone counts.
        if (roll < 5) await caller.connection.call('send_message', { chatRoomId, text: 'x' })
        else if (roll < 7) await caller.connection.call('mark_read', { chatRoomId, seq: dice.below(60) })
        else if (roll === 7)
          await caller.connection.call('mark_read', { chatRoomId, seq: dice.below(9) === 0 ? 9_999 : 20 })
        else if (roll === 8) {
          const own = caller.all('receive_message').filter(({ senderId }) => senderId === caller.id)
          if (own.length > 0) await caller.connection.call('delete_message', { messageId: dice.pick(own)._id })
        } else {
          const call = dice.pick(['add_participant', 'remove_participant'])
          const userId = dice.pick(people.slice(1)).id
          await callers[0]?.connection.call(call, { chatRoomId, userId })
        }
      }
      await inLanes(Array.from({ length: 600 }), 4, step)

      let counted = 0
      for (const caller of callers) {
        const { rooms: heads, unreadTotal } = await syncAll(caller)
        let total = 0
        for (const { chatRoomId, unread, receipts, position } of heads) {
          const { messages, hasMoreBefore } = await caller.call('get_messages', { chatRoomId, limit: 200 })
          expect(hasMoreBefore).toBe(false)
          const own = receipts.find(({ userId }) => userId === caller.id)
          const lastReadSeq = own?.lastReadSeq ?? Number.NaN
          expect(lastReadSeq).toBeLessThanOrEqual(position.seq)
          const recount = messages.filter(({ seq, senderId }) => seq > lastReadSeq && senderId !== caller.id).length
          expect(unread, `${caller.id} in ${chatRoomId}`).toBe(recount)
          expect((await caller.call('get_room', { chatRoomId })).room.unread).toBe(recount)
          expect((await caller.call('mark_read', { chatRoomId, seq: 0 })).unread).toBe(recount)
          total += recount
        }
        expect(unreadTotal).toBe(total)
        counted += total
      }
      expect(counted).toBeGreaterThan(20) // otherwise nothing was counted
    }))
})
