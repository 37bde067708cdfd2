import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketCaller } from '../sync/caller.ts'
import { startWorld, type World } from '../sync/world.ts'
import { type Dice, withDice } from './dice.ts'

const ROUNDS = 200
const SENDS = 12 // messages of a flood, before and after the removal
const QUEUED = 4_000 // calls of one socket, more than the server does in two seconds
const START = { seq: 0, id: null }

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe('[P6] nothing reaches the removed, nor is anything of theirs appended', () => {
  it(`${ROUNDS} removals amid a flood`, { timeout: 120_000 }, () =>
    withDice(async (dice) => {
      const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
      const [owner, sender] = [await world.connect(ann), await world.connect(cem)]
      // Every way to hear of a room, over both transports.
      const sockets = {
        joined: await world.connect(bob),
        synced: await world.connectSynced(bob),
        both: await SocketCaller.connect(bob, { transports: ['polling'] }),
      }
      await sockets.both.call('sync')
      let refusedOfHis = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        refusedOfHis += await playRound({ dice, owner, sender, sockets, people: [ann, bob, cem] })
      }
      expect(refusedOfHis).toBeGreaterThan(ROUNDS) // otherwise his sends raced with nothing
    }),
  )

  async function playRound(play: {
    dice: Dice
    owner: SocketCaller
    sender: SocketCaller
    sockets: { joined: SocketCaller; synced: SocketCaller; both: SocketCaller }
    people: [Person, Person, Person]
  }): Promise<number> {
    const { dice, owner, sender, sockets } = play
    const [ann, bob, cem] = play.people
    const chatRoomId = await world.group(ann, [bob, cem])
    for (const socket of [sockets.joined, sockets.both]) await socket.call('join_room', { chatRoomId })
    const removeAt = dice.below(SENDS)
    const his: Promise<{ ok: boolean }>[] = []
    const flood: Promise<unknown>[] = []
    let removed: Promise<unknown> = Promise.resolve()
    const send = (socket: SocketCaller, text: string) => socket.connection.call('send_message', { chatRoomId, text })
    for (let count = 0; count < SENDS; count += 1) {
      flood.push(send(sender, `flood ${count}`))
      his.push(send(dice.pick(Object.values(sockets)), `his ${count}`))
      if (count === removeAt) removed = owner.call('remove_participant', { chatRoomId, userId: bob.id })
      // Sends that are in one packet with the removal, and some that come later.
      if (dice.below(3) === 0) await flood.at(-1)
    }
    await removed
    // After the ack: nothing of this may arrive, and nothing of his be stored.
    const after = [send(sender, 'after'), send(sender, 'after that')]
    const late = Object.values(sockets).map((socket) => send(socket, 'his, late'))
    // A call that waits behind sends in his queue is refused as they are.
    const queued = sockets.joined.connection.call('get_messages', { chatRoomId })
    const history = sockets.joined.connection.call('get_history', { chatRoomId })
    await Promise.all([...flood, ...after])
    for (const outcome of await Promise.all(late)) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'not_a_participant' } })
    }
    expect(await queued).toMatchObject({ ok: false, error: { code: 'room_not_found' } })
    expect(await history).toMatchObject({ ok: false, error: { code: 'not_a_participant' } })

    const { rooms } = await owner.call('get_changes', { rooms: [{ chatRoomId, position: START }] })
    const [log] = rooms
    if (log?.outcome !== 'changes') throw new Error(log?.outcome)
    const removal = log.entries.find(({ kind }) => kind === 'participant_removed')
    if (removal === undefined) throw new Error('not removed')
    const ofHis = log.entries.filter(({ kind, actorId }) => kind === 'message' && actorId === bob.id)
    for (const { seq } of ofHis) expect(seq).toBeLessThan(removal.seq)
    // What was acked to him is there, and nothing else of his.
    const outcomes = await Promise.all(his)
    const acked = outcomes.filter(({ ok }) => ok)
    expect(ofHis).toHaveLength(acked.length)

    for (const [name, socket] of Object.entries(sockets)) {
      await socket.heard()
      const heard = socket.connection.received
        .filter(({ event, payload }) => payload.chatRoomId === chatRoomId && event !== 'room_opened')
        .map(({ payload }) => payload.seq as number)
      const last = name === 'joined' ? removal.seq - 1 : removal.seq // in sync, one hears of the removal itself
      expect(heard, name).toEqual(Array.from({ length: last }, (_, index) => index + 1))
      socket.connection.received.length = 0
    }
    return outcomes.length - acked.length
  }

  it('who comes back gets what is appended from then on, and the history by asking', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await world.group(ann, [bob])
    const [joined, synced] = [await world.connect(bob), await world.connectSynced(bob)]
    await joined.call('join_room', { chatRoomId })
    const path = `/api/chat/rooms/${chatRoomId}/participants/${bob.id}`
    await world.send(ann, chatRoomId, 'before')
    expect((await ann.delete(path)).status).toBe(200)
    await world.send(ann, chatRoomId, 'without you')
    expect((await ann.put(path)).status).toBe(200)
    await world.send(ann, chatRoomId, 'again')

    await synced.heard()
    expect(synced.all('receive_message').map(({ text }) => text)).toEqual(['before', 'again'])
    expect(synced.all('room_changed').map(({ kind }) => kind)).toEqual(['participant_removed', 'participant_added'])
    await joined.heard()
    // Whoever was taken out of a room's audience joins it anew.
    expect(joined.all('receive_message').map(({ text }) => text)).toEqual(['before'])
    const { messages } = await joined.call('get_messages', { chatRoomId })
    expect(messages.map(({ text }) => text)).toEqual(['before', 'without you', 'again'])
    expect((await synced.call('get_room', { chatRoomId })).room).toMatchObject({ unread: 1, position: { seq: 5 } })
    await joined.call('join_room', { chatRoomId })
    await joined.call('send_message', { chatRoomId, text: 'hello again' })
    expect(joined.all('receive_message').map(({ text }) => text)).toEqual(['before', 'hello again'])
  })

  it('a token that expires ends its connection, and what waited behind it is not done', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await world.group(ann, [bob])
    const token = world.token(bob, 2)
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const caller = await SocketCaller.connect(bob, { auth: { token } })
    const gone = new Promise<void>((resolve) => caller.connection.socket.once('disconnect', () => resolve()))
    // More than can be done by then: each other call waits for all before it, and all after wait for it.
    let done = 0
    for (let count = 0; count < QUEUED; count += 1) {
      caller.connection.socket.emit('send_message', { chatRoomId, text: `${count}` }, (outcome: { ok: boolean }) => {
        if (outcome.ok) done += 1
      })
      caller.connection.emit('get_messages', { chatRoomId, limit: 1 })
    }
    await gone
    expect(Date.now()).toBeLessThan(exp * 1_000 + 2_000)
    expect(done).toBeGreaterThan(10)
    expect(done).toBeLessThan(QUEUED)

    const hers = await world.connect(ann)
    await hers.call('send_message', { chatRoomId, text: 'after' })
    const { messages } = await hers.call('get_messages', { chatRoomId, limit: 3 })
    // Hers came last: nothing of his that waited is stored behind it, however long one looks.
    const late = await world.connectSynced(ann)
    await hers.call('send_message', { chatRoomId, text: 'and after' })
    await late.waitFor('receive_message')
    await late.heard()
    const stored = late.all('receive_message').map(({ senderId }) => senderId)
    expect(stored).toEqual([ann.id])
    const his = messages.filter(({ senderId }) => senderId === bob.id)
    expect(his.length).toBeGreaterThan(0)
    for (const { createdAt } of his) expect(Date.parse(createdAt)).toBeLessThanOrEqual(exp * 1_000)
  })
})
