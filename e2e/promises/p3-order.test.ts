import { type Connection, Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHistory } from './readHistory.ts'

const SENDERS = 50 // connections, half of them of either person: a contract room has two
const SENDS = 200 // messages of each
const UNDER_WAY = 10 // sends of one connection at once, so that listeners in this process keep up
const TOTAL = SENDERS * SENDS
const AHEAD = 500 // messages that the slowest listener may be behind: a reader that is too slow is cut (P10)

type Message = { _id: string; seq: number; text: string }

/** What a connection receives of a room, kept in a list of its own: there are too many to search for. */
async function listen(connection: Connection, chatRoomId: string): Promise<Message[]> {
  const arrived: Message[] = []
  connection.socket.on('receive_message', (message: Message) => arrived.push(message))
  expect(await connection.call('join_room', { chatRoomId })).toEqual({ ok: true })
  return arrived
}

type Play = { chatRoomId: string; name: string; listeners: Message[][] }

/**
 * Sends all of one connection's messages, some under way at once and none far ahead of the slowest listener, and
 * resolves with their acks in order of sending.
 */
async function sendAll(connection: Connection, { chatRoomId, name, listeners }: Play): Promise<Message[]> {
  const acks: Promise<Message>[] = []
  const sendNext = () => {
    const text = `${name} ${acks.length + 1}`
    const acked = connection.call('send_message', { chatRoomId, text, clientMessageId: text }).then((outcome) => {
      expect(outcome).toMatchObject({ ok: true, message: { text } })
      return outcome.message as Message
    })
    acks.push(acked)
    return acked
  }
  const lane = async () => {
    while (acks.length < SENDS) {
      const { seq } = await sendNext()
      while (listeners.some((arrived) => arrived.length < seq - AHEAD)) await new Promise(setImmediate)
    }
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, lane))
  return Promise.all(acks)
}

describe('[P3] one order', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  it(`${SENDERS} senders × ${SENDS} messages: contiguous, and the same for all as they arrive`, {
    timeout: 120_000,
  }, async () => {
    const ann = await Person.register(server.url, 'Ann')
    const bob = await Person.register(server.url, 'Bob')
    const chatRoomId = await ann.roomWith(bob)
    const senders = await Promise.all(
      Array.from({ length: SENDERS }, (_, index) => (index % 2 === 0 ? ann : bob).connect()),
    )
    const onlookers = await Promise.all([
      ann.connect(),
      ann.connect({ transports: ['polling'] }),
      bob.connect(),
      bob.connect({ transports: ['polling', 'websocket'] }),
    ])
    // Those who send listen as well: their own messages come to them in their place as well.
    const listening = [...onlookers, ...senders]
    const listeners = await Promise.all(listening.map((connection) => listen(connection, chatRoomId)))

    const acks = await Promise.all(
      senders.map((sender, index) => sendAll(sender, { chatRoomId, name: `sender ${index}`, listeners })),
    )
    await Promise.all(listening.map((connection) => connection.settled()))

    const history = await readHistory(ann, chatRoomId)
    const order = history.map(({ _id, seq, text }) => `${seq} ${_id} ${text}`)
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: TOTAL }, (_, index) => index + 1))
    for (const arrived of listeners) {
      expect(arrived.map(({ _id, seq, text }) => `${seq} ${_id} ${text}`)).toEqual(order)
    }
    // Every ack names the place that everybody sees, and one socket's sends keep their order.
    for (const [index, acked] of acks.entries()) {
      expect(acked.map(({ text }) => text)).toEqual(acked.map((_, sent) => `sender ${index} ${sent + 1}`))
      expect(acked.map(({ _id, seq, text }) => `${seq} ${_id} ${text}`)).toEqual(acked.map(({ seq }) => order[seq - 1]))
      const seqs = acked.map(({ seq }) => seq)
      expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
    }
    expect(new Set(acks.flat().map(({ seq }) => seq)).size).toBe(TOTAL)
    ann.leave()
    bob.leave()
  })

  it('one socket that waits for nothing is answered and delivered in the order it sent', async () => {
    const ann = await Person.register(server.url, 'Ann')
    const bob = await Person.register(server.url, 'Bob')
    const chatRoomId = await ann.roomWith(bob)
    const sender = await ann.connect()
    const other = await bob.connect()
    other.emit('join_room', { chatRoomId })
    await other.settled()
    const answered: string[] = []
    const texts = Array.from({ length: 1_000 }, (_, index) => `message ${index + 1}`)
    for (const text of texts) {
      sender.socket.emit('send_message', { chatRoomId, text }, () => answered.push(text))
    }
    await sender.settled()
    await other.settled()
    expect(answered).toEqual(texts)
    expect(other.all('receive_message').map(({ seq, text }) => `${seq} ${text}`)).toEqual(
      texts.map((text, index) => `${index + 1} ${text}`),
    )
    ann.leave()
    bob.leave()
  })
})
