import { type Connection, Person, request, ServerProcess } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBreaches, type Sent } from './findBreaches.ts'
import { readHistory } from './readHistory.ts'
import { mountSmallDisk, type SmallDisk } from './smallDisk.ts'

const SIZE = '12m'
const LEFT_FREE = 256 * 1024 // bytes: some sends still fit, then none
const WAVE = 20 // sends under way together, so that some of a group fit and others do not
const WAVES_MAX = 200 // ten times what the disk holds
const AFTERMATH_MS = 2_000 // twice the delay after which deleted text is taken out of the database's log
const LONG = 'x'.repeat(3_500)

type Outcome = { ok: true; message: { _id: string; seq: number; text: string } } | { ok: false; error: unknown }

describe('[P1] a full disk', () => {
  let disk: SmallDisk | undefined
  let server: ServerProcess | undefined
  let reason = ''

  beforeEach(async () => {
    try {
      disk = await mountSmallDisk(SIZE)
    } catch (error) {
      reason = `A small disk cannot be mounted here: ${error instanceof Error ? error.message : String(error)}`
      if (process.env.CI === 'true') throw new Error(reason, { cause: error })
      console.warn(`\n  NOT TESTED: [P1] a full disk. ${reason}\n`)
      return
    }
    const env = { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' }
    server = await ServerProcess.start({ env, dataFolder: disk.folder })
  })
  afterEach(async () => {
    await server?.kill()
    await disk?.unmount()
  })

  it('is answered by error acks and no false ack, and life goes on', { timeout: 90_000 }, async (context) => {
    if (disk === undefined || server === undefined) return context.skip(reason)
    const { pid, url } = server
    const { ann, bob, chatRoomId } = await twoInARoom(url)
    const connection = await ann.connect()
    const listener = await bob.connect()
    expect(await listener.call('join_room', { chatRoomId })).toMatchObject({ ok: true })
    const wire = createWire(connection, { chatRoomId, senderId: ann.id })

    await disk.fillTo(LEFT_FREE)
    await wire.sendUntilRefused()
    for (let more = 0; more < 3; more += 1) await wire.sendTogether(WAVE)

    // Full now: every send had an answer, and the ones that were refused say why in the contract's sentence.
    expect(wire.acked.length).toBeGreaterThan(0)
    expect(wire.refused.length).toBeGreaterThanOrEqual(3 * WAVE)
    for (const { error } of wire.refused) {
      expect(error).toMatchObject({ status: 507, code: 'storage_full', error: 'Failed to send message' })
    }
    await wire.sendOverRest(ann)
    connection.emit('send_message', { chatRoomId, text: LONG })
    expect(await connection.waitFor('error')).toEqual([{ message: 'Failed to send message' }])

    // Life goes on: the same process reads, lets people in and delivers nothing that it did not store.
    expect(server.pid).toBe(pid)
    expect(await request(url, 'GET /readyz')).toMatchObject({ status: 200 })
    const visitor = await bob.connect()
    expect(await visitor.call('join_room', { chatRoomId })).toMatchObject({ ok: true })
    expect(await visitor.call('get_history', { chatRoomId, limit: 1 })).toMatchObject({ ok: true })
    await listener.settled()
    const delivered = [listener.all('receive_message')]
    expect(findBreaches({ history: await readHistory(bob, chatRoomId), sent: wire.acked, delivered })).toEqual([])

    await disk.makeRoom()
    const before = wire.refused.splice(0)
    await wire.sendTogether(1)
    await wire.sendAgain(before.map(({ send }) => send))
    expect(wire.refused).toEqual([])
    await listener.settled()
    const received = listener.all('receive_message')
    expect(received).toHaveLength(wire.acked.length)

    await server.restart()
    const history = await readHistory(bob, chatRoomId)
    expect(findBreaches({ history, sent: wire.acked, delivered: [received] })).toEqual([])
    expect(history).toHaveLength(wire.acked.length)
    // And on the folder that once was full, on it goes.
    const later = createWire(await ann.connect(), { chatRoomId, senderId: ann.id })
    await later.sendTogether(WAVE)
    expect(later.acked).toHaveLength(WAVE)
    ann.leave()
    bob.leave()
  })

  it('does not let a deletion end the process', { timeout: 90_000 }, async (context) => {
    if (disk === undefined || server === undefined) return context.skip(reason)
    const { ann, bob, chatRoomId } = await twoInARoom(server.url)
    const wire = createWire(await ann.connect(), { chatRoomId, senderId: ann.id })
    // A log that is longer than what is left: what copies it into the main file finds no room.
    for (let wave = 0; wave < 10; wave += 1) await wire.sendTogether(WAVE)
    await disk.fillTo(LEFT_FREE)
    const oldest = wire.acked.slice(0, 100)
    let deleted = 0
    const deleteNext = () => ann.delete(`/api/chat/messages/${oldest[deleted]?.acked?._id}`)
    expect((await deleteNext()).status).toBe(200)
    deleted += 1
    await wire.sendUntilRefused()
    for (;;) {
      const answer = await deleteNext()
      if (answer.status === 507) break
      expect(answer.status).toBe(200)
      deleted += 1
    }

    // What follows a deletion by itself has time to fail meanwhile; everything is answered all along.
    const end = Date.now() + AFTERMATH_MS
    while (Date.now() < end) {
      await wire.sendTogether(1)
      expect((await bob.get(`/api/chat/messages/${chatRoomId}?limit=1`)).status).toBe(200)
    }

    await disk.makeRoom()
    wire.refused.splice(0)
    await wire.sendTogether(WAVE)
    expect(wire.refused).toEqual([])
    const kept = await readHistory(bob, chatRoomId)
    expect(kept.map(({ text }) => text)).toEqual(wire.acked.map(({ text }, index) => (index < deleted ? '' : text)))
    ann.leave()
  })

  it('does not keep a killed one from starting again', { timeout: 90_000 }, async (context) => {
    if (disk === undefined || server === undefined) return context.skip(reason)
    const { ann, bob, chatRoomId } = await twoInARoom(server.url)
    const wire = createWire(await ann.connect(), { chatRoomId, senderId: ann.id })
    for (let wave = 0; wave < 10; wave += 1) await wire.sendTogether(WAVE)
    await disk.fillTo(0)
    await wire.sendUntilRefused()

    await server.restart()
    expect(findBreaches({ history: await readHistory(bob, chatRoomId), sent: wire.acked })).toEqual([])
    const again = createWire(await ann.connect(), { chatRoomId, senderId: ann.id })
    await again.sendUntilRefused()
    await disk.makeRoom()
    again.refused.splice(0)
    await again.sendTogether(WAVE)
    expect(again.refused).toEqual([])

    await server.restart()
    const sent = [...wire.acked, ...again.acked]
    const history = await readHistory(bob, chatRoomId)
    expect(findBreaches({ history, sent })).toEqual([])
    expect(history).toHaveLength(sent.length)
    ann.leave()
  })
})

async function twoInARoom(url: string): Promise<{ ann: Person; bob: Person; chatRoomId: string }> {
  const ann = await Person.register(url, 'Ann')
  const bob = await Person.register(url, 'Bob')
  return { ann, bob, chatRoomId: await ann.roomWith(bob) }
}

/** Sends of one person that are counted by their outcome. Every one must have an outcome. */
function createWire(connection: Connection, { chatRoomId, senderId }: { chatRoomId: string; senderId: string }) {
  const acked: Sent[] = []
  const refused: { send: Sent; error: unknown }[] = []
  let count = 0

  async function sendOne(send: Sent): Promise<void> {
    const { clientMessageId, text } = send
    const outcome = (await connection.call('send_message', { chatRoomId, clientMessageId, text })) as Outcome
    if (outcome.ok) acked.push({ ...send, acked: outcome.message })
    else refused.push({ send, error: outcome.error })
  }

  return {
    /** In the order in which they were acked, which is the order of sending: one socket's sends keep theirs. */
    acked,
    refused,
    async sendTogether(number: number): Promise<void> {
      const sends = Array.from({ length: number }, (): Sent => {
        count += 1
        const clientMessageId = `${connection.socket.id} ${count}`
        return { chatRoomId, senderId, clientMessageId, text: `${clientMessageId} ${LONG}`, acked: undefined }
      })
      await Promise.all(sends.map(sendOne))
    },
    async sendUntilRefused(): Promise<void> {
      for (let wave = 0; refused.length === 0; wave += 1) {
        if (wave === WAVES_MAX) throw new Error('The disk does not fill')
        await this.sendTogether(WAVE)
      }
    },
    /** Until it is refused as well: without a `clientMessageId` a message takes less, so that a few more may fit. */
    async sendOverRest(person: Person): Promise<void> {
      for (;;) {
        count += 1
        const text = `over REST ${count} ${LONG}`
        const answer = await person.post('/api/chat/messages', { chatRoomId, text })
        if (answer.status !== 201) {
          expect(answer).toMatchObject({ status: 507, body: { status: 507, code: 'storage_full' } })
          expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
          return
        }
        acked.push({ chatRoomId, senderId, clientMessageId: '', text, acked: answer.body })
      }
    },
    async sendAgain(sends: Sent[]): Promise<void> {
      await Promise.all(sends.map(sendOne))
    },
  }
}
