import { type Connection, type Person, startProxy, type TcpProxy } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketCaller } from '../sync/caller.ts'
import { startWorld, type World } from '../sync/world.ts'

const HALF_OPEN_MS = 20_000
const GIVES_UP_MS = 16_500 // of the 18 s after which the server itself would
const PATIENCE_MS = 25_000 // for what is to come within 20 s, so that it says by how much it came late

let world: World
const proxies: TcpProxy[] = []
beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.close()
  for (const proxy of proxies) await proxy.close()
})

async function openProxy(): Promise<TcpProxy> {
  const proxy = await startProxy(world.url)
  proxies.push(proxy)
  return proxy
}

/** A watcher who shares a group, not a direct room, with each of these people, and watches them. */
async function watch(...people: Person[]): Promise<{ owner: Person; chatRoomId: string; watcher: SocketCaller }> {
  const owner = world.person('watcher')
  const chatRoomId = await world.group(owner, people)
  const watcher = await world.connect(owner)
  await watcher.call('subscribe_presence', { userIds: people.map(({ id }) => id) })
  return { owner, chatRoomId, watcher }
}

const told = (watcher: SocketCaller, { id }: Person): boolean[] =>
  watcher
    .all('presence')
    .filter(({ userId }) => userId === id)
    .map(({ online }) => online)

/** Polls by itself: `expect.poll` does not know which of several tests it is in. */
async function untilTold(watcher: SocketCaller, person: Person, states: boolean[]): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE_MS)
  while (told(watcher, person).length < states.length && !patience.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(told(watcher, person)).toEqual(states)
}

const gone = ({ socket }: Connection) => new Promise<void>((resolve) => socket.once('disconnect', () => resolve()))

describe.concurrent('[P7] presence on one node', () => {
  it('ten fast reloads in a row do not flap, over several tabs, for those who watch', { timeout: 40_000 }, async () => {
    const [ann, cem] = world.people('ann', 'cem')
    const { watcher } = await watch(ann, cem)
    let tabs = [await world.connect(ann), await world.connect(ann)]
    await untilTold(watcher, ann, [true])
    for (let reload = 0; reload < 10; reload += 1) {
      for (const tab of tabs) tab.close()
      tabs = [await SocketCaller.connect(ann, reload % 2 === 0 ? { transports: ['polling'] } : {})]
      if (reload % 3 === 0) tabs.push(await world.connect(ann))
    }
    // Cem comes and goes behind the last reload: once he is told offline, every grace of hers is over.
    const his = await world.connect(cem)
    await untilTold(watcher, cem, [true])
    his.close()
    await untilTold(watcher, cem, [true, false])
    expect(told(watcher, ann)).toEqual([true])
    for (const tab of tabs) tab.close()
    await untilTold(watcher, ann, [true, false])
  })

  it.each([
    ['is heard by nobody and hears nothing', undefined],
    ['is not heard, and hears', 'toServer'],
    ['hears nothing, and could be heard', 'toClient'],
  ] as const)('a socket that %s is offline within 20 s', { timeout: 40_000 }, async (_, direction) => {
    const ann = world.person('ann')
    const { owner, watcher } = await watch(ann)
    const proxy = await openProxy()
    const hers = await SocketCaller.connect(world.over(proxy.url, ann))
    await untilTold(watcher, ann, [true])
    proxy.set('silent', direction)
    const silentAt = Date.now()
    // Her client finds out by itself as well, unless it hears on.
    const found = direction === 'toServer' ? Promise.resolve() : gone(hers.connection)
    await untilTold(watcher, ann, [true, false])
    expect(Date.now() - silentAt).toBeLessThan(HALF_OPEN_MS)
    expect((await owner.get(`/api/users/status/${ann.id}`)).body).toMatchObject({ online: false })
    await found
    // She comes back over the same path.
    proxy.set('fair')
    proxy.cut()
    await SocketCaller.connect(world.over(proxy.url, ann))
    await untilTold(watcher, ann, [true, false, true])
  })

  it('a socket that was silent for long and then is cut has no grace left', { timeout: 40_000 }, async () => {
    const ann = world.person('ann')
    const { watcher } = await watch(ann)
    const proxy = await openProxy()
    await SocketCaller.connect(world.over(proxy.url, ann))
    await untilTold(watcher, ann, [true])
    proxy.set('silent', 'toClient')
    const silentAt = Date.now()
    // Her client gives up shortly before the server does.
    await new Promise((resolve) => setTimeout(resolve, GIVES_UP_MS))
    expect(told(watcher, ann)).toEqual([true])
    proxy.cut()
    await untilTold(watcher, ann, [true, false])
    expect(Date.now() - silentAt).toBeLessThan(HALF_OPEN_MS)
  })

  it('a slow path is no dead one', { timeout: 40_000 }, async () => {
    const [ann, cem] = world.people('ann', 'cem')
    const { watcher } = await watch(ann, cem)
    const [slow, dead] = [await openProxy(), await openProxy()]
    slow.set({ delayMs: 1_500 })
    const hers = await SocketCaller.connect(world.over(slow.url, ann), { timeout: 20_000 })
    await SocketCaller.connect(world.over(dead.url, cem))
    await untilTold(watcher, ann, [true])
    await untilTold(watcher, cem, [true])
    dead.set('silent')
    // By the time that a dead one is found, hers has answered at least one ping.
    await untilTold(watcher, cem, [true, false])
    expect(told(watcher, ann)).toEqual([true])
    expect(hers.connection.socket.connected).toBe(true)
  })

  it('a cut connection has the grace of a reload', { timeout: 40_000 }, async () => {
    const ann = world.person('ann')
    const { watcher } = await watch(ann)
    const proxy = await openProxy()
    const hers = await SocketCaller.connect(world.over(proxy.url, ann))
    await untilTold(watcher, ann, [true])
    const isGone = gone(hers.connection)
    proxy.cut()
    await isGone
    const cutAt = Date.now()
    expect((await watcher.call('subscribe_presence', { userIds: [ann.id] })).presence).toMatchObject([{ online: true }])
    await untilTold(watcher, ann, [true, false])
    expect(Date.now() - cutAt).toBeGreaterThan(4_500)
    expect(Date.now() - cutAt).toBeLessThan(HALF_OPEN_MS)
  })

  it('[P5] is told of people one shares a room with, and no longer after the room is left', {
    timeout: 40_000,
  }, async () => {
    const [ann, cem, stranger] = world.people('ann', 'cem', 'stranger')
    const { chatRoomId, owner, watcher } = await watch(ann, cem)
    const theirs = await world.connect(stranger)
    await theirs.call('subscribe_presence', { userIds: [ann.id, cem.id] })
    const hers = await world.connect(ann)
    await untilTold(watcher, ann, [true])

    expect((await ann.delete(`/api/chat/rooms/${chatRoomId}/participants/${ann.id}`)).status).toBe(200)
    expect((await watcher.call('subscribe_presence', { userIds: [ann.id, cem.id] })).presence).toEqual([
      { userId: ann.id, online: false, lastSeenAt: null },
      { userId: cem.id, online: false, lastSeenAt: null },
    ])
    hers.close()
    // Cem goes behind her: whatever was to be told of her was told before.
    await ann.get('/health')
    const his = await world.connect(cem)
    await untilTold(watcher, cem, [true])
    his.close()
    await untilTold(watcher, cem, [true, false])
    expect(told(watcher, ann)).toEqual([true])
    expect(await theirs.heard()).toEqual([])
    expect(theirs.all('presence')).toEqual([])
    expect((await owner.get(`/api/users/status/${ann.id}`)).body).toMatchObject({ online: false, lastSeen: null })
  })

  it('watches those named last, and nobody named before', { timeout: 40_000 }, async () => {
    const [ann, cem] = world.people('ann', 'cem')
    const { watcher } = await watch(ann, cem)
    await watcher.call('subscribe_presence', { userIds: [cem.id] })
    await world.connect(ann)
    await world.connect(cem)
    await untilTold(watcher, cem, [true])
    expect(told(watcher, ann)).toEqual([])
    expect((await watcher.call('subscribe_presence', { userIds: [ann.id] })).presence).toMatchObject([{ online: true }])
  })

  it('comes by itself to those one has a direct room with, on each of their sockets', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    await ann.roomWith(bob)
    const his = [await world.connect(bob), await world.connectSynced(bob)]
    // Whoever watches as well is told once.
    await his[1]?.call('subscribe_presence', { userIds: [ann.id] })
    await world.connect(ann)
    for (const socket of his) {
      await socket.waitFor('presence')
      await socket.heard()
      expect(told(socket, ann)).toEqual([true])
    }
  })
})
