import { Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketCaller } from '../sync/caller.ts'
import { createFollower, type Follower } from './follower.ts'
import { cutReaders, residentBytes, stopReading } from './pausedReader.ts'
import { readHistory } from './readHistory.ts'

const MIB = 1024 * 1024
const UNREAD_MAX = MIB
const EVENT_MAX = 64 * 1024 // bytes, of which one may be on top
const TEXT = '語'.repeat(3_900)
const ASKED = 1_000 // answers of some 230 KiB each: 225 MiB together
const LOOKS = 200
const SENDS_MAX = 4_000 // 48 MB: more than the kernel's buffers of one connection ever hold

let server: ServerProcess
let [ann, bob]: [Person | undefined, Person | undefined] = [undefined, undefined]
beforeAll(async () => {
  server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  ann = await Person.register(server.url, 'Ann')
  bob = await Person.register(server.url, 'Bob')
})
afterAll(() => server.remove())

async function aRoom() {
  if (ann === undefined || bob === undefined) throw new Error('nobody')
  const answer = await ann.post('/api/chat/groups', { userIds: [bob.id] })
  return { ann, bob, chatRoomId: answer.body.room.chatRoomId as string }
}

/** Sends until `isEnough`, a few at a time; the number of messages sent. */
async function flood(sender: Person, chatRoomId: string, isEnough: () => boolean): Promise<number> {
  const connection = await sender.connect()
  let sent = 0
  const lane = async () => {
    while (!isEnough() && sent < SENDS_MAX) {
      sent += 1
      expect(await connection.call('send_message', { chatRoomId, text: `${sent} ${TEXT}` })).toMatchObject({ ok: true })
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  connection.close()
  return sent
}

describe('[P10] a slow reader holds at most 1 MiB, then is disconnected, and resumes by P4', () => {
  it.each([
    ['websocket', 12],
    ['polling', 12],
  ] as const)('%s readers that stop reading while a room is busy', { timeout: 60_000 }, async (transport, readers) => {
    const { ann, bob, chatRoomId } = await aRoom()
    const healthy = await SocketCaller.connect(bob)
    await healthy.call('sync')
    const followers: Follower[] = Array.from({ length: readers }, () => createFollower(bob))
    for (const follower of followers) expect(await follower.attend({ transports: [transport] })).toBe(true)
    const cutBefore = cutReaders(server).length
    const before = await residentBytes(server.pid)
    const readOn = followers.map(({ socket }) => stopReading(socket.connection))

    const sent = await flood(ann, chatRoomId, () => cutReaders(server).length - cutBefore >= readers)
    const cut = cutReaders(server).slice(cutBefore)
    expect(cut).toHaveLength(readers)
    for (const unread of cut) {
      expect(unread).toBeGreaterThan(UNREAD_MAX)
      expect(unread).toBeLessThan(UNREAD_MAX + EVENT_MAX)
    }
    // What is cut is given back; the rest is what a busy process holds by itself.
    expect((await residentBytes(server.pid)) - before).toBeLessThan(readers * UNREAD_MAX + 100 * MIB)

    // Whoever reads was told everything, in order.
    await healthy.heard()
    expect(healthy.all('receive_message').map(({ seq }) => seq)).toEqual(range(sent))
    expect(healthy.connection.socket.connected).toBe(true)

    for (const read of readOn) read()
    for (const follower of followers) {
      expect(await follower.attend()).toBe(true)
      await follower.settled()
      expect(follower.placesOf(chatRoomId)).toHaveLength(sent)
      expect(follower.breaches).toEqual([])
      expect(follower.resets).toEqual([])
    }
    const stored = await readHistory(bob, chatRoomId)
    expect(followers[0]?.placesOf(chatRoomId)).toEqual(stored.map(({ _id }) => `${_id} message`))
    for (const follower of followers) follower.leave()
    healthy.close()
  })

  it.each(['websocket', 'polling'] as const)(
    'over %s: somebody who asks and asks and reads no answer',
    { timeout: 60_000 },
    async (transport) => {
      const { ann, bob, chatRoomId } = await aRoom()
      await flood(ann, chatRoomId, nTimes(25))
      const before = await residentBytes(server.pid)
      const asker = await bob.connect({ transports: [transport] })
      const readOn = stopReading(asker)
      let answered = 0
      const count = ({ ok }: { ok: boolean }) => {
        if (ok) answered += 1
      }
      for (let asked = 0; asked < ASKED; asked += 1) asker.emit('get_messages', { chatRoomId, limit: 200 }, count)
      // Others are served meanwhile; each look is at another moment.
      let most = 0
      const other = await ann.connect()
      for (let look = 0; look < LOOKS; look += 1) {
        expect(await other.call('get_messages', { chatRoomId, limit: 200 })).toMatchObject({ ok: true })
        most = Math.max(most, await residentBytes(server.pid))
      }
      expect(most - before).toBeLessThan(100 * MIB)

      // Whoever is only slow is answered all the same once they read.
      readOn()
      if (transport === 'websocket') {
        await expect.poll(() => answered, { timeout: 20_000 }).toBe(ASKED)
      }
      asker.close()
      other.close()
    },
  )
})

function nTimes(count: number): () => boolean {
  let left = count
  return () => left-- <= 0
}

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1)
