import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WAYS } from './caller.ts'
import { startWorld, type World } from './world.ts'

const WATCHED_MAX = 500

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const online = (userId: string) => ({ userId, online: true, lastSeenAt: null })
const unknown = (userId: string) => ({ userId, online: false, lastSeenAt: null })

describe.each(WAYS)('presence over %s', (way) => {
  it('[P5] says of those one shares a room with whether they are online, and nothing of others', async () => {
    const [ann, bob, cem, dan, eve] = world.people('ann', 'bob', 'cem', 'dan', 'eve')
    await ann.roomWith(bob)
    await world.group(ann, [cem])
    await bob.roomWith(dan)
    const hers = await world.open(way, ann)
    for (const person of [bob, cem, dan, eve]) await world.connect(person)
    const userIds = [eve, dan, cem, bob].map(({ id }) => id)
    expect((await hers.call('subscribe_presence', { userIds: [...userIds, 'nobody'] })).presence).toEqual([
      unknown(eve.id),
      unknown(dan.id),
      online(cem.id),
      online(bob.id),
      unknown('nobody'),
    ])
    expect((await hers.call('subscribe_presence', { userIds: [] })).presence).toEqual([])
  })

  it('is of 500 people at most', async () => {
    const hers = await world.open(way, world.person('ann'))
    const people = (count: number) => Array.from({ length: count }, (_, index) => `somebody ${index}`)
    const { presence } = await hers.call('subscribe_presence', { userIds: people(WATCHED_MAX) })
    expect(presence).toEqual(people(WATCHED_MAX).map(unknown))
    for (const userIds of [people(WATCHED_MAX + 1), 'ann', [7], [''], undefined]) {
      expect(await hers.refusal('subscribe_presence', { userIds })).toMatchObject({ code: 'invalid_request' })
    }
  })
})
