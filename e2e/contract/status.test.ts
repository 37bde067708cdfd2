import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aTime, expectProblem, NO_SUCH_ID, TRANSPORTS } from './shapes.ts'

describe('GET /api/users/status/:userId', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    // With the limits on: old clients poll this route.
    linsta = await startLinsta({ limits: 'on' })
  })
  afterAll(() => linsta.close())

  async function two() {
    const alice = await Person.register(linsta.url, 'Alice')
    const bob = await Person.register(linsta.url, 'Bob')
    await alice.roomWith(bob)
    return { alice, bob }
  }
  const statusOf = async (viewer: Person, userId: string) => {
    const answer = await viewer.get(`/api/users/status/${encodeURIComponent(userId)}`)
    expect(answer.status).toBe(200)
    return answer.body
  }

  it.each(TRANSPORTS)('[P7] says who is online over %s, and when somebody was last seen', async (transport) => {
    const { alice, bob } = await two()
    const tabs = [await bob.connect({ transports: [transport] }), await bob.connect({ transports: [transport] })]
    expect(await statusOf(alice, bob.id)).toMatchObject({ userId: bob.id, online: true, lastSeen: null })

    tabs[0]?.close()
    const before = Date.now()
    tabs[1]?.close()
    await expect
      .poll(() => statusOf(alice, bob.id), { timeout: 20_000, interval: 250 })
      .toMatchObject({ userId: bob.id, online: false, lastSeen: aTime })
    const { lastSeen } = await statusOf(alice, bob.id)
    expect(Math.abs(Date.parse(lastSeen) - before)).toBeLessThan(2_000)
  })

  it('[P7] somebody with one of two tabs left stays online', async () => {
    const { alice, bob } = await two()
    const carol = await Person.register(linsta.url, 'Carol')
    await alice.roomWith(carol)
    const [tab] = [await bob.connect(), await bob.connect()]
    const other = await carol.connect()
    tab?.close()
    other.close()
    // Carol's only connection closed no earlier: once she is offline, Bob would be too.
    await expect.poll(async () => (await statusOf(alice, carol.id)).online, { timeout: 20_000 }).toBe(false)
    expect(await statusOf(alice, bob.id)).toMatchObject({ online: true, lastSeen: null })
    bob.leave()
  })

  it('[P5] strangers and unknown people look alike: offline, never seen', async () => {
    const { alice } = await two()
    const stranger = await Person.register(linsta.url, 'Stranger')
    await stranger.connect()
    for (const userId of [stranger.id, NO_SUCH_ID, 'auth0|nobody']) {
      expect(await statusOf(alice, userId)).toEqual({ userId, online: false, lastSeen: null })
    }
    stranger.leave()
  })

  it('can be polled for 30 open chats', async () => {
    const { alice, bob } = await two()
    const ROUNDS = 3 // 90 requests at once, where old clients need 15 a second
    const answers = await Promise.all(
      Array.from({ length: 30 * ROUNDS }, () => alice.get(`/api/users/status/${bob.id}`)),
    )
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  })

  it('needs a token', async () => {
    expectProblem(await request(linsta.url, `GET /api/users/status/${NO_SUCH_ID}`), 401, 'Missing or invalid token')
  })
})
