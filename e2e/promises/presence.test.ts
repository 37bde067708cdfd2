import { type Connection, Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Relay, startRelay } from './relay.ts'

const GRACE_MS = 5_000 // after a closed transport
const SLACK_MS = 2_000 // what a busy machine may add
const HALF_OPEN_MS = 20_000 // until a connection that went silent counts as gone
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

type Presence = { userId: string; online: boolean; lastSeenAt: string | null }

describe('[P7] online and offline', () => {
  let server: ServerProcess
  const relays: Relay[] = []
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(async () => {
    for (const relay of relays) await relay.close()
    await server.remove()
  })

  /** Bob looks on, and shares a room with everybody else here. */
  async function anOnlooker() {
    const bob = await Person.register(server.url, 'Bob')
    const connection = await bob.connect()
    await connection.settled()
    return {
      bob,
      connection,
      async acquaint(name: string): Promise<Person> {
        const person = await Person.register(server.url, name)
        await bob.roomWith(person)
        return person
      },
      status: async (person: Person) => (await bob.get(`/api/users/status/${person.id}`)).body,
      toldOf: (person: Person) => toldOf(connection, person),
      untilToldOf: (person: Person, count: number, limitMs = GRACE_MS + SLACK_MS) =>
        untilTold(connection, person, { count, limitMs }),
    }
  }

  it.concurrent('over several tabs: closing one keeps online, closing all is offline after the grace, with lastSeen', async () => {
    const { bob, acquaint, status, toldOf, untilToldOf } = await anOnlooker()
    const ann = await acquaint('Ann')
    const carl = await acquaint('Carl')
    expect(await status(ann)).toEqual({ userId: ann.id, online: false, lastSeen: null })
    const tabs = [await ann.connect(), await ann.connect({ transports: ['polling'] }), await ann.connect()]
    await carl.connect()
    await untilToldOf(ann, 1)
    await untilToldOf(carl, 1)
    expect(await status(ann)).toEqual({ userId: ann.id, online: true, lastSeen: null })

    // Carl leaves after one of Ann's tabs did: once he is offline, her tab's grace has run out as well.
    tabs[1]?.close()
    await ann.get('/health')
    carl.leave()
    await untilToldOf(carl, 2)
    expect(toldOf(ann)).toEqual([{ userId: ann.id, online: true, lastSeenAt: null }])
    expect(await status(ann)).toEqual({ userId: ann.id, online: true, lastSeen: null })

    const closedAt = Date.now()
    ann.leave()
    await ann.get('/health')
    expect(await status(ann)).toEqual({ userId: ann.id, online: true, lastSeen: null })
    const [, offline] = await untilToldOf(ann, 2)
    expect(offline).toEqual({ userId: ann.id, online: false, lastSeenAt: aTime })
    expect(await status(ann)).toEqual({ userId: ann.id, online: false, lastSeen: offline?.lastSeenAt })
    // Last seen is when the last tab closed, not when the grace was over.
    expect(Math.abs(Date.parse(offline?.lastSeenAt ?? '') - closedAt)).toBeLessThan(SLACK_MS)
    expect(Date.now() - closedAt).toBeGreaterThanOrEqual(GRACE_MS - 100)
    bob.leave()
  })

  it.concurrent('a fast reload does not flap', async () => {
    const { bob, acquaint, status, toldOf, untilToldOf } = await anOnlooker()
    const ann = await acquaint('Ann')
    const carl = await acquaint('Carl')
    await carl.connect()
    let tab = await ann.connect()
    await untilToldOf(ann, 1)
    await untilToldOf(carl, 1)
    for (let reload = 0; reload < 5; reload += 1) {
      tab.close()
      tab = await ann.connect(reload % 2 === 0 ? { transports: ['polling', 'websocket'] } : {})
    }
    expect(await status(ann)).toEqual({ userId: ann.id, online: true, lastSeen: null })
    carl.leave()
    await untilToldOf(carl, 2) // by then every reload's grace is over
    expect(toldOf(ann)).toEqual([{ userId: ann.id, online: true, lastSeenAt: null }])
    expect(await status(ann)).toEqual({ userId: ann.id, online: true, lastSeen: null })
    ann.leave()
    bob.leave()
  })

  it.concurrent('a connection that went silent counts as gone within 20 s, with no grace beyond it', {
    timeout: 40_000,
  }, async () => {
    const { bob, acquaint, status, untilToldOf } = await anOnlooker()
    const ann = await acquaint('Ann')
    const relay = await startRelay(server.url)
    relays.push(relay)
    await new Person(relay.url, ann).connect()
    await untilToldOf(ann, 1)
    relay.freeze()
    const [, offline] = await untilToldOf(ann, 2, HALF_OPEN_MS)
    expect(offline).toEqual({ userId: ann.id, online: false, lastSeenAt: aTime })
    expect(await status(ann)).toEqual({ userId: ann.id, online: false, lastSeen: offline?.lastSeenAt })
    bob.leave()
  })

  it.concurrent('it is told to people one has a room with, on every connection of theirs, and to nobody else', async () => {
    const { bob, connection, acquaint, untilToldOf } = await anOnlooker()
    const ann = await acquaint('Ann')
    const stranger = await Person.register(server.url, 'Mallory')
    const strangers = await stranger.connect()
    const second = await bob.connect()
    await ann.connect()
    await untilToldOf(ann, 1)
    ann.leave()
    await untilToldOf(ann, 2)
    for (const one of [connection, second, strangers]) await one.settled()
    expect(toldOf(second, ann)).toEqual(toldOf(connection, ann))
    expect(strangers.all('presence')).toEqual([])
    expect((await stranger.get(`/api/users/status/${ann.id}`)).body).toEqual({
      userId: ann.id,
      online: false,
      lastSeen: null,
    })
    bob.leave()
    stranger.leave()
  })
})

describe('[P7] online and offline over SIGKILL', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  it('lastSeen is stored; nobody stays online who does not come back', async () => {
    const ann = await Person.register(server.url, 'Ann')
    const bob = await Person.register(server.url, 'Bob')
    const carl = await Person.register(server.url, 'Carl')
    for (const person of [bob, carl]) await ann.roomWith(person)
    const status = async (person: Person) => (await ann.get(`/api/users/status/${person.id}`)).body
    const annConnection = await ann.connect()

    await bob.connect()
    await untilTold(annConnection, bob, { count: 1 })
    bob.leave()
    await untilTold(annConnection, bob, { count: 2 })
    const before = await status(bob)
    expect(before).toEqual({ userId: bob.id, online: false, lastSeen: aTime })

    const connectedAt = Date.now()
    await carl.connect()
    await untilTold(annConnection, carl, { count: 1 })
    await server.restart()
    ann.leave()
    carl.leave()

    expect(await status(bob)).toEqual(before)
    // Nobody saw Carl leave. He was seen when he came at the latest.
    const after = await status(carl)
    expect(after).toEqual({ userId: carl.id, online: false, lastSeen: aTime })
    expect(Date.parse(after.lastSeen)).toBeGreaterThanOrEqual(connectedAt - 100)

    const annAgain = await ann.connect()
    await carl.connect()
    await untilTold(annAgain, carl, { count: 1 })
    expect(await status(carl)).toEqual({ userId: carl.id, online: true, lastSeen: null })
    ann.leave()
    carl.leave()
  })
})

function toldOf(connection: Connection, person: Person): Presence[] {
  return connection.all('presence').filter(({ userId }) => userId === person.id)
}

/** Resolves with what a connection was told of somebody once that was `count` times. */
function untilTold(
  connection: Connection,
  person: Person,
  { count, limitMs = GRACE_MS + SLACK_MS }: { count: number; limitMs?: number },
): Promise<Presence[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const told = toldOf(connection, person)
      if (told.length < count) return
      clearTimeout(timer)
      connection.socket.off('presence', look)
      resolve(told)
    }
    const timer = setTimeout(() => {
      connection.socket.off('presence', look)
      reject(
        new Error(
          `${person.name}: ${count} × presence expected, ${toldOf(connection, person).length} in ${limitMs} ms`,
        ),
      )
    }, limitMs)
    // After the connection's own record of it.
    connection.socket.on('presence', () => queueMicrotask(look))
    look()
  })
}
