import type { Person } from '@linsta/testkit'
import { signToken } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketCaller } from './caller.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

/** A socket whose token ends in two or three seconds: tokens count whole ones. */
const connectBriefly = (person: Person) => SocketCaller.connect(person, { auth: { token: world.token(person, 3) } })
const gone = (caller: SocketCaller) =>
  new Promise<string>((resolve) => caller.connection.socket.once('disconnect', resolve))

describe.concurrent('refresh_token', () => {
  it('without it a socket is closed when its token expires, at once, and does not come back by itself', async () => {
    const ann = world.person('ann')
    const connectedAt = Date.now()
    const caller = await connectBriefly(ann)
    expect(await gone(caller)).toBe('io server disconnect')
    expect(Date.now() - connectedAt).toBeGreaterThan(1_900)
    expect(Date.now() - connectedAt).toBeLessThan(5_000)
  })

  it('with it a socket lives on past its first token, and hears on', async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await ann.roomWith(bob)
    const [caller, other] = [await connectBriefly(ann), await connectBriefly(ann)]
    await caller.call('sync')
    const { expiresAt } = await caller.call('refresh_token', { token: world.token(ann, 600) })
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(2_000)
    await gone(other) // had the same first token
    await world.send(bob, chatRoomId, 'still there?')
    expect((await caller.waitFor('receive_message')).map(({ text }) => text)).toEqual(['still there?'])
    expect(await caller.call('get_privacy')).toMatchObject({ privacy: {} })
  })

  it('a new token may end sooner than the one before', async () => {
    const ann = world.person('ann')
    const caller = await world.connect(ann)
    await caller.call('refresh_token', { token: world.token(ann, 2) })
    expect(await gone(caller)).toBe('io server disconnect')
  })

  it("refuses somebody else's token and invalid ones, and the first one holds as before", async () => {
    const [ann, bob] = world.people('ann', 'bob')
    const caller = await connectBriefly(ann)
    expect(await caller.refusal('refresh_token', { token: world.token(bob, 600) })).toMatchObject({
      code: 'not_your_token',
      status: 403,
    })
    const claims = { userId: ann.id, iat: 1, exp: 2 ** 33 }
    const invalid = [
      'x',
      world.token(ann, -1),
      signToken(claims, 'another'),
      signToken(claims, '', { algorithm: 'none' }),
    ]
    for (const token of invalid) {
      expect(await caller.refusal('refresh_token', { token })).toMatchObject({ code: 'token_invalid', status: 401 })
    }
    for (const payload of [{}, { token: '' }, { token: 7 }, { token: null }]) {
      expect(await caller.refusal('refresh_token', payload)).toMatchObject({ code: 'invalid_request' })
    }
    await gone(caller)
  })
})
