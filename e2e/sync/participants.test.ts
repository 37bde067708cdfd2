import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, WAYS } from './caller.ts'
import { NO_SUCH_ID, START, startWorld, type World } from './world.ts'

const PARTICIPANTS_MAX = 200

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const named = (person: Pick<Person, 'id'>) => ({ _id: person.id, name: '' })
const idsIn = async (caller: Caller, chatRoomId: string): Promise<string[]> =>
  (await caller.call('get_room', { chatRoomId })).participants.map(({ user }) => user._id)

describe.each(WAYS)('rooms and who is in them, over %s', (way) => {
  it('open_room makes the direct room of two, once, whoever asks', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const [hers, his] = [await world.open(way, ann), await world.open(way, bob)]
    const opened = await hers.call('open_room', { otherUserId: bob.id })
    expect(opened.participants).toEqual([ann.id, bob.id])
    expect(await his.call('open_room', { otherUserId: ann.id })).toEqual(opened)
    const asked = [hers, his, hers, his].map((caller, index) =>
      caller.call('open_room', { otherUserId: index % 2 === 0 ? bob.id : ann.id }),
    )
    for (const room of await Promise.all(asked)) expect(room).toEqual(opened)
    expect(await hers.refusal('open_room', { otherUserId: ann.id })).toMatchObject({ code: 'chat_with_yourself' })
    expect(await hers.refusal('open_room', {})).toMatchObject({ code: 'invalid_request' })
    expect(await hers.refusal('open_room', { otherUserId: 'x'.repeat(129) })).toMatchObject({ code: 'invalid_request' })
  })

  it('get_room brings its end, and who is in it with their receipts', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const caller = await world.open(way, ann)
    const chatRoomId = await ann.roomWith(bob)
    const receipt = (userId: string, seq: number) => ({
      chatRoomId,
      userId,
      lastReadSeq: seq,
      lastDeliveredSeq: seq,
    })
    expect(await caller.call('get_room', { chatRoomId })).toEqual({
      room: {
        chatRoomId,
        kind: 'direct',
        ownerId: null,
        position: START,
        unread: 0,
        preview: null,
        receipts: [receipt(ann.id, 0), receipt(bob.id, 0)],
        other: named(bob),
        updatedAt: expect.any(String),
      },
      participants: [
        { user: named(ann), receipt: receipt(ann.id, 0) },
        { user: named(bob), receipt: receipt(bob.id, 0) },
      ],
      nextCursor: null,
    })
    const message = await world.send(bob, chatRoomId, 'hello')
    const { room, participants } = await caller.call('get_room', { chatRoomId })
    expect(room).toMatchObject({ position: { seq: 1, id: message._id }, unread: 1, preview: { text: 'hello' } })
    expect(participants.map((one) => one.receipt)).toEqual([receipt(ann.id, 0), receipt(bob.id, 1)])
    // It is the very head that sync brings.
    expect((await caller.call('sync')).rooms).toEqual([room])
  })

  it('create_room makes a group of its owner and the others', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const caller = await world.open(way, ann)
    const userIds = [bob.id, cem.id, bob.id, ann.id]
    const created = await caller.call('create_room', { userIds })
    expect(created.room).toMatchObject({ kind: 'group', ownerId: ann.id, position: START, other: null, unread: 0 })
    expect(created.participants.map(({ user }) => user)).toEqual([ann, bob, cem].map(named))
    // Groups of the same people are as many as are made.
    expect((await caller.call('create_room', { userIds })).room.chatRoomId).not.toBe(created.room.chatRoomId)
    for (const payload of [
      {},
      { userIds: [] },
      { userIds: bob.id },
      { userIds: [''] },
      { userIds: Array(200).fill('x') },
    ]) {
      expect(await caller.refusal('create_room', payload)).toMatchObject({ code: 'invalid_request' })
    }
  })

  it('[P2] create_room with the same clientRoomId is the same group, over whatever way it is repeated', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const [caller, socket, rest] = [
      await world.open(way, ann),
      await world.open('socket', ann),
      await world.open('REST', ann),
    ]
    const payload = { userIds: [bob.id], clientRoomId: 'the one' }
    const [first, ...repeated] = await Promise.all(
      [caller, socket, rest, caller].map((one) => one.call('create_room', payload)),
    )
    for (const one of repeated) expect(one).toEqual(first)
    expect(await caller.call('create_room', { ...payload, userIds: [cem.id] })).toEqual(first)
    expect((await caller.call('sync')).rooms.map(({ chatRoomId }) => chatRoomId)).toEqual([first?.room.chatRoomId])

    const others = [
      await caller.call('create_room', { ...payload, clientRoomId: 'another' }),
      await (await world.open(way, bob)).call('create_room', { userIds: [ann.id], clientRoomId: 'the one' }),
      await caller.call('create_room', { userIds: [bob.id] }),
      await caller.call('create_room', { userIds: [bob.id], clientRoomId: null }),
    ].map(({ room }) => room.chatRoomId)
    expect(new Set([...others, first?.room.chatRoomId]).size).toBe(5)

    // Who has left it is told nothing of it, as any stranger.
    await caller.call('remove_participant', { chatRoomId: first?.room.chatRoomId, userId: ann.id })
    expect(await caller.refusal('create_room', payload)).toMatchObject({ code: 'room_not_found' })
    for (const clientRoomId of ['', 'x'.repeat(129), 7, '\ud800']) {
      expect(await caller.refusal('create_room', { ...payload, clientRoomId })).toMatchObject({
        code: 'invalid_request',
      })
    }
  })

  it('a new room is told to everybody in sync who is in it, once, and to nobody else', async () => {
    const [ann, bob, cem, dan] = world.people('ann', 'bob', 'cem', 'dan')
    const caller = await world.open(way, ann)
    const inSync = await Promise.all([ann, bob, cem].map((person) => world.connectSynced(person)))
    const [stranger, unsynced] = [await world.connectSynced(dan), await world.connect(bob)]
    const { room } = await caller.call('create_room', { userIds: [bob.id, cem.id], clientRoomId: 'one' })
    await caller.call('create_room', { userIds: [bob.id, cem.id], clientRoomId: 'one' })
    const { chatRoomId: direct } = await caller.call('open_room', { otherUserId: bob.id })
    await caller.call('open_room', { otherUserId: bob.id })
    const [group, both] = [[{ chatRoomId: room.chatRoomId }], [{ chatRoomId: room.chatRoomId }, { chatRoomId: direct }]]
    for (const [index, told] of [both, both, group].entries()) {
      expect(await inSync[index]?.heard()).toEqual(told.map(() => 'room_opened'))
      expect(inSync[index]?.all('room_opened')).toEqual(told)
    }
    for (const one of [stranger, unsynced]) expect(await one.heard()).toEqual([])
    expect((await inSync[2]?.call('get_room', { chatRoomId: room.chatRoomId }))?.participants).toHaveLength(3)
  })

  it('add_participant and remove_participant are its owner, and leaving is everybody', async () => {
    const [ann, bob, cem, dan] = world.people('ann', 'bob', 'cem', 'dan')
    const [hers, his, others] = [await world.open(way, ann), await world.open(way, bob), await world.open(way, cem)]
    const chatRoomId = await world.group(ann, [bob])
    for (const call of ['add_participant', 'remove_participant'] as const) {
      for (const userId of [ann.id, dan.id]) {
        expect(await his.refusal(call, { chatRoomId, userId })).toMatchObject({ code: 'not_the_owner' })
      }
    }
    await hers.call('add_participant', { chatRoomId, userId: cem.id })
    await hers.call('add_participant', { chatRoomId, userId: cem.id }) // as it is
    expect(await idsIn(others, chatRoomId)).toEqual([ann.id, bob.id, cem.id])
    await others.call('remove_participant', { chatRoomId, userId: cem.id })
    expect(await others.refusal('remove_participant', { chatRoomId, userId: cem.id })).toMatchObject({
      code: 'room_not_found',
    })
    await hers.call('remove_participant', { chatRoomId, userId: cem.id }) // as it is
    expect(await idsIn(his, chatRoomId)).toEqual([ann.id, bob.id])
    const { rooms } = await his.call('get_changes', { rooms: [{ chatRoomId, position: START }] })
    expect(rooms).toMatchObject([{ entries: [{ kind: 'participant_added' }, { kind: 'participant_removed' }] }])
    // Its owner may leave as well, and then it is owned by whoever has been there longest.
    await hers.call('add_participant', { chatRoomId, userId: cem.id })
    await hers.call('remove_participant', { chatRoomId, userId: ann.id })
    expect(await idsIn(his, chatRoomId)).toEqual([bob.id, cem.id])
    expect((await his.call('get_room', { chatRoomId })).room.ownerId).toBe(bob.id)
    expect(await others.refusal('add_participant', { chatRoomId, userId: ann.id })).toMatchObject({
      code: 'not_the_owner',
    })
    await his.call('add_participant', { chatRoomId, userId: ann.id })
    expect((await hers.call('sync')).rooms).toMatchObject([{ chatRoomId, ownerId: bob.id }])
  })

  it('a joiner has nothing unread, reads what was before, and hears what comes', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const cem = world.person('cem')
    const caller = await world.open(way, cem)
    const chatRoomId = await world.group(ann, [bob])
    for (const text of ['one', 'two']) await world.send(bob, chatRoomId, text)
    await ann.put(`/api/chat/rooms/${chatRoomId}/participants/${cem.id}`)
    const { room } = await caller.call('get_room', { chatRoomId })
    expect(room).toMatchObject({ unread: 0, position: { seq: 3 }, receipts: [{ lastReadSeq: 3, lastDeliveredSeq: 3 }] })
    expect((await caller.call('get_messages', { chatRoomId })).messages.map(({ text }) => text)).toEqual(['one', 'two'])
    await world.send(bob, chatRoomId, 'three')
    expect((await caller.call('get_room', { chatRoomId })).room).toMatchObject({
      unread: 1,
      preview: { text: 'three' },
    })
  })

  it('a direct room is of two for good', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const caller = await world.open(way, ann)
    const chatRoomId = await ann.roomWith(bob)
    expect(await caller.refusal('add_participant', { chatRoomId, userId: cem.id })).toMatchObject({
      code: 'direct_room',
    })
    for (const { id: userId } of [ann, bob]) {
      expect(await caller.refusal('remove_participant', { chatRoomId, userId })).toMatchObject({ code: 'direct_room' })
    }
    expect(await idsIn(caller, chatRoomId)).toEqual([ann.id, bob.id])
  })

  it('[P10] a room has 200 people and no more', async () => {
    const ann = world.person('ann')
    const caller = await world.open(way, ann)
    const others = Array.from({ length: PARTICIPANTS_MAX - 1 }, (_, index) => world.person(`other ${index}`))
    const chatRoomId = await world.group(ann, others)
    const late = world.person('late')
    expect(await caller.refusal('add_participant', { chatRoomId, userId: late.id })).toMatchObject({
      code: 'room_full',
    })
    expect((await idsIn(caller, chatRoomId)).length).toBe(PARTICIPANTS_MAX)
    await caller.call('remove_participant', { chatRoomId, userId: others[7]?.id })
    await caller.call('add_participant', { chatRoomId, userId: late.id })
    expect((await idsIn(caller, chatRoomId)).at(-1)).toBe(late.id)
  })

  it('[P5] to strangers a room is not there', async () => {
    const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
    const caller = await world.open(way, cem)
    const direct = await ann.roomWith(bob)
    const group = await world.group(ann, [bob])
    for (const call of ['get_room', 'add_participant', 'remove_participant'] as const) {
      const asked = [direct, group, NO_SUCH_ID].map((chatRoomId) =>
        caller.refusal(call, { chatRoomId, userId: cem.id }),
      )
      const [ofDirect, ofGroup, none] = await Promise.all(asked)
      expect(none?.code).toBe('room_not_found')
      expect([ofDirect, ofGroup]).toEqual([none, none])
    }
    expect(await caller.refusal('get_room', { chatRoomId: 'x' })).toMatchObject({ code: 'invalid_request' })
  })
})
