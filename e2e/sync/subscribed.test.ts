import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SocketCaller } from './caller.ts'
import { startWorld, type World } from './world.ts'

let world: World
let ann: Person
let bob: Person
let cem: Person
let direct: string
let group: string
/** Bob's socket that called `sync`, and his other one that did not. */
let synced: SocketCaller
let plain: SocketCaller

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  ;[ann, bob, cem] = world.people('ann', 'bob', 'cem')
  direct = await ann.roomWith(bob)
  group = await world.group(ann, [bob, cem])
  synced = await world.connectSynced(bob)
  plain = await world.connect(bob)
})

/** What happens in rooms and inbox of Bob's, each of which a socket in sync hears of. */
const happenings: Record<string, { event: string; happens(): Promise<unknown>; payload(): object }> = {
  'a message in a direct room': {
    event: 'receive_message',
    happens: () => world.send(ann, direct, 'hello'),
    payload: () => ({ chatRoomId: direct, text: 'hello', senderId: ann.id, seq: 1, updatedSeq: 1 }),
  },
  'a message in a group': {
    event: 'receive_message',
    happens: () => world.send(cem, group, 'hello all'),
    payload: () => ({ chatRoomId: group, text: 'hello all', senderId: cem.id, seq: 1 }),
  },
  'a message of his own, sent over another connection': {
    event: 'receive_message',
    happens: () => world.send(bob, direct, 'from elsewhere'),
    payload: () => ({ chatRoomId: direct, text: 'from elsewhere', senderId: bob.id }),
  },
  'somebody who is let into a group': {
    event: 'room_changed',
    happens: () => ann.put(`/api/chat/rooms/${group}/participants/dan`),
    payload: () => ({ chatRoomId: group, kind: 'participant_added', userId: 'dan', actorId: ann.id, seq: 1 }),
  },
  'somebody who leaves a group': {
    event: 'room_changed',
    happens: () => cem.delete(`/api/chat/rooms/${group}/participants/${cem.id}`),
    payload: () => ({ chatRoomId: group, kind: 'participant_removed', userId: cem.id, actorId: cem.id, seq: 1 }),
  },
  'his own removal from a group': {
    event: 'room_changed',
    happens: () => ann.delete(`/api/chat/rooms/${group}/participants/${bob.id}`),
    payload: () => ({ chatRoomId: group, kind: 'participant_removed', userId: bob.id, actorId: ann.id, seq: 1 }),
  },
  'somebody who types': {
    event: 'user_typing',
    happens: () => ann.post(`/api/chat/rooms/${direct}/typing`),
    payload: () => ({ chatRoomId: direct, userId: ann.id }),
  },
}

describe.each(Object.entries(happenings))('%s', (_, { event, happens, payload }) => {
  it('is heard of once by a socket in sync, and by no other one', async () => {
    await happens()
    expect(await synced.heard()).toEqual([event])
    expect(synced.connection.received[0]?.payload).toMatchObject(payload())
    expect(await plain.heard()).toEqual([])
  })

  it('is heard of once by a socket that joined and synced, in either order', async () => {
    const both = await world.connect(bob)
    for (const chatRoomId of [direct, group]) await both.call('join_room', { chatRoomId })
    await both.call('sync')
    for (const chatRoomId of [direct, group]) await synced.call('join_room', { chatRoomId })
    await synced.clear()
    await both.clear()
    await happens()
    for (const socket of [synced, both]) expect(await socket.heard()).toEqual([event])
  })

  it('is not heard of by strangers in sync', async () => {
    const stranger = await world.connectSynced(world.person('stranger'))
    await happens()
    await synced.heard()
    expect(await stranger.heard()).toEqual([])
    expect(stranger.all('presence')).toEqual([])
  })
})

describe('a socket that called sync', () => {
  it('hears of a deletion, and of receipts', async () => {
    const message = await world.send(ann, direct, 'a slip')
    await synced.clear()
    expect((await ann.delete(`/api/chat/messages/${message._id}`)).status).toBe(200)
    // A second time changes nothing, and nothing is told.
    expect((await ann.delete(`/api/chat/messages/${message._id}`)).status).toBe(200)
    expect(await synced.heard()).toEqual(['room_changed'])
    expect(synced.all('room_changed')).toMatchObject([
      {
        kind: 'delete',
        seq: 2,
        actorId: ann.id,
        message: { _id: message._id, text: '', deleted: true, updatedSeq: 2 },
      },
    ])
    await synced.clear()
    await cem.post(`/api/chat/rooms/${group}/read`)
    await ann.post('/api/chat/delivered', { rooms: [{ chatRoomId: direct, seq: 2 }] })
    expect(await synced.heard()).toEqual(['receipt'])
    expect(synced.all('receipt')).toEqual([{ chatRoomId: direct, userId: ann.id, lastReadSeq: 1, lastDeliveredSeq: 2 }])
    expect(await plain.heard()).toEqual([])
  })

  it('hears of rooms that were made after it, by whoever made them', async () => {
    const dan = world.person('dan')
    const later = await dan.roomWith(bob)
    await world.send(dan, later, 'new here')
    const laterGroup = await world.group(dan, [bob])
    await world.send(dan, laterGroup, 'new there')
    const joined = await world.group(dan, [cem])
    await world.send(dan, joined, 'before')
    await dan.put(`/api/chat/rooms/${joined}/participants/${bob.id}`)
    await world.send(dan, joined, 'after')
    expect(await synced.heard()).toEqual([
      'room_opened',
      'receive_message',
      'room_opened',
      'receive_message',
      'room_changed',
      'receive_message',
    ])
    expect(synced.all('room_opened')).toEqual([{ chatRoomId: later }, { chatRoomId: laterGroup }])
    expect(synced.all('receive_message').map(({ text }) => text)).toEqual(['new here', 'new there', 'after'])
    expect(synced.all('room_changed')).toMatchObject([{ chatRoomId: joined, kind: 'participant_added', seq: 2 }])
    expect(await plain.heard()).toEqual([])
  })

  it('hears in the order of the log, whoever acts', async () => {
    const members = [ann, bob, cem]
    const callers = await Promise.all(members.map((person) => world.connect(person)))
    const steps = Array.from({ length: 60 }, async (_, index) => {
      const caller = callers[index % 3]
      const { message } = (await caller?.call('send_message', { chatRoomId: group, text: `${index}` })) ?? {}
      if (index % 4 === 0) await caller?.call('delete_message', { messageId: message?._id })
    })
    await Promise.all(steps)
    await synced.heard()
    const seqs = synced.connection.received.flatMap(({ event, payload }) =>
      event === 'receive_message' || event === 'room_changed' ? [payload.seq] : [],
    )
    expect(seqs).toEqual(Array.from({ length: 75 }, (_, index) => index + 1))
  })

  it('is told what happens in its inbox; another one of new notifications alone', async () => {
    const post = await bob.post('/api/posts', { caption: 'first light' })
    const like = `/api/posts/${post.body._id}/like`
    await ann.post(like)
    await cem.post(like)
    await ann.delete(like)
    const [notification] = synced.all('notification').filter(({ message }) => message !== '')
    await bob.put('/api/notifications/mark-all/read')
    await bob.put('/api/notifications/mark-all/read')
    await ann.post(like)
    const latest = (await synced.waitFor('notification', 3)).at(-1)
    await bob.put(`/api/notifications/${latest?._id}/read`)
    const CHANGED = 'inbox_changed'
    expect(await synced.heard()).toEqual(['notification', 'notification', CHANGED, CHANGED, 'notification', CHANGED])
    expect(synced.all(CHANGED)).toMatchObject([
      { kind: 'retracted', seq: 3, notification: { _id: notification?._id, updatedSeq: 3 } },
      { kind: 'all_read', seq: 4 },
      { kind: 'read', seq: 6, notification: { _id: latest?._id, isRead: true, updatedSeq: 6 } },
    ])
    expect(await plain.heard()).toEqual(['notification', 'notification', 'notification'])
  })

  it('stays so over a further sync, and a new socket of the same person is not', async () => {
    for (let again = 0; again < 3; again += 1) await synced.call('sync')
    const fresh = await world.connect(bob)
    await world.send(ann, direct, 'once')
    expect(await synced.heard()).toEqual(['receive_message'])
    expect(await fresh.heard()).toEqual([])
  })

  it('is not made by sync over REST', async () => {
    expect((await bob.post('/api/sync', {})).status).toBe(200)
    await world.send(ann, direct, 'hello')
    expect(await plain.heard()).toEqual([])
  })
})
