import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../test/world.ts'
import type { LinstaClient } from './createLinstaClient.ts'

describe('presence', () => {
  let world: World
  beforeEach(() => {
    world = createWorld()
  })
  afterEach(() => world.close())

  const calls = () => world.server.callsOf('subscribe_presence').map(({ userIds }) => userIds)
  const online = (client: LinstaClient) =>
    [...client.presence.getSnapshot().values()].filter((one) => one.online).map(({ userId }) => userId)

  it('watches what a screen names in one call, and whoever is watched twice until both are done', async () => {
    const { server, time } = world
    server.presence.set('bob', true)
    const ann = world.client('ann')
    await time.pass(50)
    const unwatch = [ann.presence.watch(['bob', 'cid']), ann.presence.watch(['bob']), ann.presence.watch(['dan'])]
    await time.pass(100)
    expect(calls()).toEqual([['cid', 'bob', 'dan']])
    expect(online(ann)).toEqual(['bob'])
    server.setOnline('dan', true)
    await time.pass(10)
    expect(online(ann)).toEqual(['bob', 'dan'])
    unwatch[0]?.()
    unwatch[0]?.()
    await time.pass(100)
    expect(calls().at(-1)).toEqual(['bob', 'dan'])
    unwatch[1]?.()
    unwatch[2]?.()
    await time.pass(100)
    expect(calls().at(-1)).toEqual([])
    expect(calls()).toHaveLength(3)
  })

  it('says it again on the next link, and forgets meanwhile who was told by themselves', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.presence.watch(['bob'])
    await time.pass(100)
    server.setOnline('bob', true)
    server.setOnline('partner', true)
    await time.pass(10)
    expect(online(ann)).toEqual(['bob', 'partner'])
    server.isDown = true
    server.cut()
    expect(online(ann), 'no flapping of what is on screen').toEqual(['bob'])
    server.presence.set('bob', false)
    server.isDown = false
    await time.pass(5_000)
    expect(calls()).toEqual([['bob'], ['bob']])
    expect(online(ann)).toEqual([])
    expect(ann.presence.getSnapshot().get('bob')?.lastSeenAt).not.toBeNull()
  })

  it('watches at most 500, those named last', async () => {
    const { time } = world
    const ann = world.client('ann')
    ann.presence.watch(Array.from({ length: 600 }, (_, index) => `user ${index}`))
    await time.pass(200)
    expect(calls()[0]).toHaveLength(500)
    expect(calls()[0].at(-1)).toBe('user 599')
  })

  it('gives the same snapshot until something changes', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.presence.watch(['bob'])
    server.setOnline('bob', true)
    await time.pass(100)
    const before = ann.presence.getSnapshot()
    server.setOnline('bob', true)
    await time.pass(50)
    expect(ann.presence.getSnapshot()).toBe(before)
  })

  it('privacy is read and changed in part', async () => {
    const { time } = world
    const ann = world.client('ann')
    await time.pass(50)
    const answers = Promise.all([ann.privacy.get(), ann.privacy.set({ invisible: true })])
    await time.pass(50)
    expect(await answers).toEqual([
      { receipts: true, invisible: false },
      { receipts: true, invisible: true },
    ])
  })
})
