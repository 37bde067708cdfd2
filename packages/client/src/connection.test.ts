import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeToken } from '../test/fakeServer.ts'
import { createWorld, texts, type World } from '../test/world.ts'
import type { LinstaClient } from './createLinstaClient.ts'

const stateOf = (client: LinstaClient) => client.connection.getSnapshot()

describe('a connection', () => {
  let world: World
  beforeEach(() => {
    world = createWorld()
  })
  afterEach(() => world.close())

  /** How long the client waits, from now. */
  function waitOf(client: LinstaClient): number {
    const snapshot = stateOf(client)
    if (snapshot.state !== 'offline') throw new Error(`it is ${snapshot.state}`)
    return snapshot.nextTryAt - world.time.clock.now()
  }

  it('says connecting, online, offline and when the next try is', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    const seen: string[] = []
    ann.connection.subscribe(() => seen.push(stateOf(ann).state))
    expect(stateOf(ann)).toEqual({ state: 'connecting' })
    await time.pass(50)
    server.isDown = true
    server.cut()
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'lost' })
    await time.pass(waitOf(ann))
    await time.pass(50)
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'unreachable' })
    server.isDown = false
    await time.pass(waitOf(ann) + 50)
    expect(stateOf(ann)).toEqual({ state: 'online' })
    expect(seen).toEqual(['online', 'offline', 'connecting', 'offline', 'connecting', 'online'])
  })

  it('waits up to twice as long each time, at random from half of it, and never beyond 30 s', async () => {
    const { server, time } = world
    server.isDown = true
    const ann = world.client('ann')
    for (let tries = 0; tries < 12; tries += 1) {
      await time.pass(20)
      const most = Math.min(30_000, 500 * 2 ** tries)
      expect(waitOf(ann)).toBeGreaterThanOrEqual(most / 2 - 20)
      expect(waitOf(ann)).toBeLessThanOrEqual(most)
      await time.pass(waitOf(ann))
    }
  })

  it('a link that was good for a while makes the next wait a short one', async () => {
    const { server, time } = world
    server.isDown = true
    const ann = world.client('ann')
    await time.pass(60_000)
    server.isDown = false
    await time.pass(60_000)
    server.cut()
    expect(waitOf(ann)).toBeLessThanOrEqual(500)
  })

  it('comes back when a closing server asked it to, not earlier', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    await time.pass(50)
    server.announceClosing(7_000)
    server.cut()
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'server_closing' })
    expect(waitOf(ann)).toBe(7_000)
    ann.wake()
    ann.connection.tryNow()
    await time.pass(6_900)
    expect(stateOf(ann).state).toBe('offline')
    await time.pass(200)
    expect(stateOf(ann)).toEqual({ state: 'online' })
  })

  it('asks for another token each time, also after a refused one', async () => {
    const { time } = world
    const tokens = [`${fakeToken('ann')}expired`, `${fakeToken('ann')}expired`, fakeToken('ann')]
    let asked = 0
    const ann = world.client('ann', { getToken: async () => tokens[asked++] ?? '' })
    await time.pass(50)
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'unauthorized' })
    await time.pass(5_000)
    expect(stateOf(ann)).toEqual({ state: 'online' })
    expect(asked).toBe(3)
  })

  it('is offline while there is no token to be had, and tries again', async () => {
    const { time } = world
    let asked = 0
    const getToken = () => {
      asked += 1
      if (asked < 3) throw new Error('not signed in yet')
      return Promise.resolve(fakeToken('ann'))
    }
    const ann = world.client('ann', { getToken })
    await time.pass(50)
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'no_token' })
    await time.pass(5_000)
    expect(stateOf(ann)).toEqual({ state: 'online' })
  })

  it('gives up a try that takes longer than 20 s', async () => {
    const { time } = world
    const ann = world.client('ann', { getToken: () => new Promise(() => {}) })
    await time.pass(19_000)
    expect(stateOf(ann)).toEqual({ state: 'connecting' })
    await time.pass(1_500)
    expect(stateOf(ann).state).not.toBe('online')
    expect(ann.connection.getSnapshot()).toMatchObject({ state: expect.stringMatching('offline|connecting') })
  })

  it('refuses the token of somebody else: what the first one wrote must not go out as theirs', async () => {
    const { server, time } = world
    const room = server.addRoom('direct', ['ann', 'bob'])
    let user = 'ann'
    const ann = world.client('ann', { getToken: async () => fakeToken(user) })
    await time.pass(50)
    user = 'bob'
    server.cut()
    void ann.room(room).send('private')
    await time.pass(10_000)
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'unauthorized' })
    expect(server.callsOf('send_message')).toEqual([])
  })

  it('an ack that does not come within 10 s ends the link', async () => {
    const { server, time } = world
    const room = server.addRoom('direct', ['ann', 'bob'])
    const ann = world.client('ann')
    await time.pass(50)
    server.losesAck = ({ name }) => name === 'send_message' && server.callsOf('send_message').length === 1
    const sent = ann.room(room).send('once')
    await time.pass(9_000)
    expect(stateOf(ann)).toEqual({ state: 'online' })
    await time.pass(1_050)
    expect(stateOf(ann)).toMatchObject({ state: 'offline', reason: 'lost' })
    await time.pass(3_000)
    expect((await sent).text).toBe('once')
    expect(server.room(room).messages.size).toBe(1)
  })

  it('replaces the token of an open link before it runs out', async () => {
    const { server, time } = world
    const lifeMs = 600_000
    const ann = world.client('ann', { getToken: async () => fakeToken('ann', time.clock.now() + lifeMs) })
    await time.pass(lifeMs - 61_000)
    expect(server.callsOf('refresh_token')).toHaveLength(0)
    await time.pass(2_000)
    expect(server.callsOf('refresh_token')).toHaveLength(1)
    await time.pass(10 * lifeMs)
    expect(server.callsOf('refresh_token').length).toBeGreaterThan(10)
    expect(server.callsOf('sync'), 'all on one link').toHaveLength(1)
    expect(stateOf(ann)).toEqual({ state: 'online' })
  })

  it('a token that lives for months overflows no timer, one that is always the same is not asked for all the time', async () => {
    const { server, time } = world
    let asked = 0
    const expiresAt = time.clock.now() + 40 * 86_400_000
    const token = fakeToken('ann', expiresAt)
    world.client('ann', {
      getToken: async () => {
        asked += 1
        return token
      },
    })
    await time.pass(3 * 3_600_000)
    expect(asked).toBe(1)
    time.sleep(expiresAt - time.clock.now() - 30_000)
    await time.pass(30_000)
    expect(asked).toBeLessThan(10)
    expect(server.callsOf('refresh_token').length).toBe(asked - 1)
  })

  it('connects at once when the page wakes', async () => {
    const { server, time } = world
    server.isDown = true
    const ann = world.client('ann')
    await time.pass(60_000)
    server.isDown = false
    expect(stateOf(ann).state).toBe('offline')
    ann.wake()
    await time.pass(50)
    expect(stateOf(ann)).toEqual({ state: 'online' })
  })

  it('looks at an open link when the page wakes, and fetches what it missed', async () => {
    const { server, time } = world
    const room = server.addRoom('direct', ['ann', 'bob'])
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    await time.pass(50)
    server.losesEvent = () => true
    server.send(room, 'bob', 'unheard')
    await time.pass(20_000)
    expect(texts(ann, room)).toEqual([])
    ann.wake()
    await time.pass(100)
    expect(texts(ann, room)).toEqual(['unheard'])
    expect(ann.rooms.getSnapshot()).toMatchObject({ status: 'current', unreadTotal: 1 })
  })

  it('a clock that jumped is a waking as well; a link that does not answer then is cut within 5 s', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    const seen: unknown[] = []
    await time.pass(60_000)
    server.losesAck = () => server.callsOf('sync').length <= 2
    ann.connection.subscribe(() => seen.push(stateOf(ann)))
    time.sleep(3_600_000)
    await time.pass(4_900)
    expect(server.callsOf('sync')).toHaveLength(2)
    expect(seen).toEqual([])
    await time.pass(2_000)
    expect(seen[0]).toMatchObject({ state: 'offline', reason: 'lost' })
    expect(stateOf(ann)).toEqual({ state: 'online' })
  })

  it('syncs again, as told, when the server refuses a sync', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    server.refuses = ({ name }) => (name === 'sync' && server.callsOf('sync').length <= 2 ? 'internal' : undefined)
    await time.pass(5_000)
    expect(ann.rooms.getSnapshot().status).toBe('current')
    expect(server.callsOf('sync')).toHaveLength(3)
  })
})
