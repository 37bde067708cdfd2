import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFollower } from './follower.ts'

const ENV = { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' }

describe('[P4] an older copy of the data folder was put back', () => {
  let server: ServerProcess
  let copy: string
  beforeAll(async () => {
    server = await ServerProcess.start({ env: ENV })
    copy = await mkdtemp(join(tmpdir(), 'linsta-copy-'))
  })
  afterAll(async () => {
    await server.remove()
    await rm(copy, { recursive: true, force: true })
  })

  async function say(sender: Person, chatRoomId: string, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      expect((await sender.post('/api/chat/messages', { chatRoomId, text })).status).toBe(201)
    }
  }

  it('who was in the future that is lost is reset, who was not is not, and nobody has a hole', {
    timeout: 60_000,
  }, async () => {
    const people = await Promise.all(['Ann', 'Bob', 'Cem'].map((name) => Person.register(server.url, name)))
    const [ann, bob, cem] = people as [Person, Person, Person]
    // What becomes of each room: what is said before the copy, after it, and after it was put back.
    const futures = [
      { lost: [], regrown: [] }, // nothing was lost
      { lost: [], regrown: ['new'] }, // nothing was lost, and it went on
      { lost: ['a', 'b', 'c'], regrown: [] }, // shorter than it was
      { lost: ['a', 'b', 'c'], regrown: ['x'] }, // grown again, not as far
      { lost: ['a', 'b', 'c'], regrown: ['x', 'y', 'z'] }, // exactly as far
      { lost: ['a', 'b', 'c'], regrown: ['x', 'y', 'z', 'and', 'on'] }, // beyond
      { lost: ['a', 'b', 'c'], regrown: ['a', 'b', 'c', 'd'] }, // the same words over again
    ]
    const rooms: string[] = []
    for (const _ of futures) {
      const group = await ann.post('/api/chat/groups', { userIds: [bob.id, cem.id] })
      rooms.push(group.body.room.chatRoomId)
    }
    const like = async () => {
      const post = await ann.post('/api/posts', { caption: 'a post' })
      expect((await bob.post(`/api/posts/${post.body._id}/like`)).status).toBe(201)
    }
    for (const chatRoomId of rooms) await say(ann, chatRoomId, ['one', 'two'])
    await like()
    const [annFollows, bobFollows, absent] = [ann, bob, ann].map(createFollower)
    if (annFollows === undefined || bobFollows === undefined || absent === undefined) throw new Error('nobody')
    for (const follower of [annFollows, bobFollows, absent]) expect(await follower.attend()).toBe(true)
    absent.leave()

    expect(await server.kill('SIGTERM')).toBe(0)
    await cp(server.dataFolder, copy, { recursive: true })
    await server.start()
    for (const follower of [annFollows, bobFollows]) expect(await follower.attend()).toBe(true)
    for (const [index, { lost }] of futures.entries()) await say(bob, rooms[index] ?? '', lost)
    await like()
    for (const follower of [annFollows, bobFollows]) await follower.settled()
    // One of them is away while the copy is put back and grows; the other comes at once and stays.
    annFollows.leave()

    expect(await server.kill('SIGTERM')).toBe(0)
    await rm(server.dataFolder, { recursive: true })
    await cp(copy, server.dataFolder, { recursive: true })
    await server.start()
    expect(await bobFollows.attend()).toBe(true)
    for (const [index, { regrown }] of futures.entries()) await say(bob, rooms[index] ?? '', regrown)
    await like()

    for (const follower of [annFollows, absent]) expect(await follower.attend()).toBe(true)
    const wasLost = rooms.filter((_, index) => (futures[index]?.lost.length ?? 0) > 0)
    expect(annFollows.resets.toSorted()).toEqual([...wasLost, 'inbox'].toSorted())
    expect(bobFollows.resets.toSorted()).toEqual(wasLost.toSorted())
    expect(absent.resets).toEqual([])
    for (const follower of [annFollows, bobFollows, absent]) {
      await follower.settled()
      const fresh = createFollower(follower.person)
      expect(await fresh.attend()).toBe(true)
      expect(follower.view()).toEqual(fresh.view())
      expect(follower.breaches).toEqual([])
      fresh.leave()
    }
    for (const [index, { regrown }] of futures.entries()) {
      expect(annFollows.placesOf(rooms[index] ?? '')).toHaveLength(2 + regrown.length)
    }
  })

  it('another database altogether resets everything', { timeout: 60_000 }, async () => {
    const ann = await Person.register(server.url, 'Ann')
    const bob = await Person.register(server.url, 'Bob')
    const chatRoomId = await ann.roomWith(bob)
    await say(ann, chatRoomId, ['one', 'two'])
    const follower = createFollower(bob)
    expect(await follower.attend()).toBe(true)
    const before = follower.view()

    await server.kill('SIGTERM')
    // The secret stays, so that tokens do; the database is new.
    for (const name of await readdir(server.dataFolder)) {
      if (/sqlite|\.db/.test(name)) await rm(join(server.dataFolder, name))
    }
    await server.start()
    expect(await follower.attend()).toBe(true)
    expect(follower.resets.toSorted()).toEqual(Object.keys(before).toSorted())
    const fresh = createFollower(bob)
    expect(await fresh.attend()).toBe(true)
    expect(fresh.placesOf(chatRoomId)).toEqual([])
    follower.leave()
    fresh.leave()
  })
})
