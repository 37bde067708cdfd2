import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, type SocketCaller, WAYS } from './caller.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const OPEN = { receipts: true, invisible: false }

describe.each(WAYS)('privacy over %s', (way) => {
  let ann: Person
  let bob: Person
  let hers: Caller
  let his: SocketCaller
  let chatRoomId: string
  beforeEach(async () => {
    ;[ann, bob] = world.people('ann', 'bob')
    chatRoomId = await ann.roomWith(bob)
    his = await world.connectSynced(bob)
    hers = await world.open(way, ann)
    for (const text of ['one', 'two', 'three']) await world.send(bob, chatRoomId, text)
    if (way === 'socket') await his.waitFor('presence')
    await his.clear()
  })
  const readBy = async (caller: Caller) =>
    (await caller.call('get_messages', { chatRoomId })).messages.map((message) => message.readBy.toSorted())
  /** What Bob sees of Ann's progress, wherever he looks. */
  async function seenByBob() {
    const [head] = (await his.call('sync')).rooms
    const { participants } = await his.call('get_room', { chatRoomId })
    const inHead = head?.receipts.find(({ userId }) => userId === ann.id) ?? null
    expect(participants.find(({ user }) => user._id === ann.id)?.receipt).toEqual(inHead)
    return inHead
  }

  it('get_privacy and set_privacy: open at first, and each part changes alone', async () => {
    expect(await hers.call('get_privacy')).toEqual({ privacy: OPEN })
    expect(await hers.call('set_privacy', { receipts: false })).toEqual({ privacy: { ...OPEN, receipts: false } })
    expect(await hers.call('set_privacy', { invisible: true })).toEqual({
      privacy: { receipts: false, invisible: true },
    })
    expect(await hers.call('set_privacy', {})).toEqual({ privacy: { receipts: false, invisible: true } })
    expect(await hers.call('get_privacy')).toEqual({ privacy: { receipts: false, invisible: true } })
    expect(await his.call('get_privacy')).toEqual({ privacy: OPEN })
    for (const payload of [{ receipts: 'no' }, { invisible: 1 }, { receipts: null }]) {
      expect(await hers.refusal('set_privacy', payload)).toMatchObject({ code: 'invalid_request' })
    }
  })

  it('who hides receipts is in nobody’s receipts and in no readBy, and still has their own', async () => {
    await hers.call('set_privacy', { receipts: false })
    const herTab = await world.connectSynced(ann)
    const { receipt, unread } = await hers.call('mark_read', { chatRoomId, seq: 2 })
    await hers.call('mark_delivered', { rooms: [{ chatRoomId, seq: 3 }] })
    expect(receipt).toMatchObject({ userId: ann.id, lastReadSeq: 2 })
    expect(unread).toBe(1)
    expect(await his.heard()).toEqual([])
    expect(await herTab.heard()).toEqual(['receipt', 'receipt'])
    expect(await seenByBob()).toBeNull()
    expect(await readBy(his)).toEqual(Array(3).fill([bob.id]))
    const { room } = await hers.call('get_room', { chatRoomId })
    expect(room.receipts[0]).toMatchObject({ userId: ann.id, lastReadSeq: 2, lastDeliveredSeq: 3 })
    const history = await bob.get(`/api/chat/messages/${chatRoomId}`)
    expect(history.body.map((message: { readBy: string[] }) => message.readBy)).toEqual(Array(3).fill([bob.id]))

    // Shown again, it is where it stands by now.
    await hers.call('set_privacy', { receipts: true })
    expect(await seenByBob()).toMatchObject({ lastReadSeq: 2, lastDeliveredSeq: 3 })
    const both = [ann.id, bob.id].toSorted()
    expect(await readBy(his)).toEqual([both, both, [bob.id]])
  })

  it('who is invisible is offline to others, types to nobody and has received nothing', async () => {
    const herTab = await world.connectSynced(ann)
    // Over a socket she was online before.
    if (way === 'REST') {
      expect(await his.waitFor('presence')).toEqual([{ userId: ann.id, online: true, lastSeenAt: null }])
    }
    await his.clear()
    await hers.call('set_privacy', { invisible: true })
    expect(await his.waitFor('presence')).toEqual([{ userId: ann.id, online: false, lastSeenAt: null }])
    await his.clear()

    await hers.call('typing', { chatRoomId })
    await hers.call('mark_delivered', { rooms: [{ chatRoomId, seq: 3 }] })
    expect(await his.heard()).toEqual([])
    expect(his.all('presence')).toEqual([])
    expect(await seenByBob()).toMatchObject({ lastReadSeq: 0, lastDeliveredSeq: 0 })
    const offline = [{ userId: ann.id, online: false, lastSeenAt: null }]
    expect((await his.call('subscribe_presence', { userIds: [ann.id] })).presence).toEqual(offline)
    expect((await bob.get(`/api/users/status/${ann.id}`)).body).toEqual({
      userId: ann.id,
      online: false,
      lastSeen: null,
    })
    // To herself she is there.
    expect((await hers.call('subscribe_presence', { userIds: [ann.id] })).presence).toMatchObject([{ online: true }])

    // What she reads she shows, unless she hides it as well: and what is read has come.
    await hers.call('mark_read', { chatRoomId, seq: 1 })
    expect(await his.heard()).toEqual(['receipt'])
    expect(his.all('receipt')).toMatchObject([{ userId: ann.id, lastReadSeq: 1, lastDeliveredSeq: 1 }])
    expect(await seenByBob()).toMatchObject({ lastReadSeq: 1, lastDeliveredSeq: 1 })

    await hers.call('set_privacy', { invisible: false })
    await his.waitFor('presence')
    expect(his.all('presence')).toEqual([{ userId: ann.id, online: true, lastSeenAt: null }])
    herTab.close()
  })
})

describe('the invisible', () => {
  it('come, join and go unheard', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const chatRoomId = await ann.roomWith(bob)
    await bob.roomWith(cem)
    expect((await ann.put('/api/users/me/privacy', { invisible: true })).status).toBe(200)
    const his = await world.connectSynced(bob)
    await his.call('join_room', { chatRoomId })
    await his.call('subscribe_presence', { userIds: [ann.id] })

    // What of her coming and going would be told is told by the time that his is, who comes and goes after her.
    const hers = await world.connectSynced(ann)
    await hers.call('join_room', { chatRoomId })
    const cems = await world.connect(cem)
    await his.waitFor('presence', 1)
    hers.close()
    await ann.get('/health')
    cems.close()
    await his.waitFor('presence', 2)
    expect(await his.heard()).toEqual([])
    expect(his.all('presence')).toMatchObject([
      { userId: cem.id, online: true },
      { userId: cem.id, online: false },
    ])
    expect(await his.call('subscribe_presence', { userIds: [ann.id] })).toEqual({
      presence: [{ userId: ann.id, online: false, lastSeenAt: null }],
    })

    // It was kept for when she shows herself again.
    expect((await ann.put('/api/users/me/privacy', { invisible: false })).status).toBe(200)
    const { presence } = await his.call('subscribe_presence', { userIds: [ann.id] })
    expect(presence).toEqual([{ userId: ann.id, online: false, lastSeenAt: expect.any(String) }])
  })
})
