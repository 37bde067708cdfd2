import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, texts, type World } from '../test/world.ts'

describe('a client', () => {
  let world: World
  beforeEach(() => {
    world = createWorld()
  })
  afterEach(() => world.close())

  it('shows a room, sends, and hears the other', async () => {
    const { server, time } = world
    const room = server.addRoom('direct', ['ann', 'bob'])
    server.send(room, 'bob', 'hi')
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    await time.pass(100)
    expect(ann.connection.getSnapshot()).toEqual({ state: 'online' })
    expect(texts(ann, room)).toEqual(['hi'])
    expect(ann.rooms.getSnapshot()).toMatchObject({ status: 'current', unreadTotal: 1 })

    const sent = ann.room(room).send('hello')
    expect(texts(ann, room)).toEqual(['hi', '[pending] hello'])
    await time.pass(100)
    expect((await sent).text).toBe('hello')
    expect(texts(ann, room)).toEqual(['hi', 'hello'])

    server.send(room, 'bob', 'how are you')
    await time.pass(100)
    expect(texts(ann, room)).toEqual(['hi', 'hello', 'how are you'])
    await Promise.all([ann.room(room).markRead(), time.pass(100)])
    expect(ann.rooms.getSnapshot().unreadTotal).toBe(0)
    expect(server.unreadOf(room, 'ann')).toBe(0)
  })

  it('leaves no timer and no link behind when it is closed', async () => {
    const { server, time } = world
    const room = server.addRoom('direct', ['ann', 'bob'])
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    ann.inbox.subscribe(() => {})
    ann.presence.watch(['bob'])
    await time.pass(100)
    server.send(room, 'bob', 'hi')
    server.tellTyping(room, 'bob')
    const sent = ann.room(room).send('never acked')
    const older = ann.room(room).loadOlder()
    await time.pass(7)
    ann.close()
    await expect(sent).rejects.toMatchObject({ code: 'unavailable' })
    await older
    await time.pass(0)
    expect(server.openLinks).toBe(0)
    await time.pass(20) // what the server has under way
    expect(time.timers).toBe(0)
    expect(ann.connection.getSnapshot()).toEqual({ state: 'closed' })
  })
})
