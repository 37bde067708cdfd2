import { type Connection, Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readHistory } from './readHistory.ts'

const SOCKETS = 5
const RETRIES = 100

type Message = { _id: string; seq: number; senderId: string; text: string; createdAt: string; deleted: boolean }
type Outcome = { ok: true; message: Message } | { ok: false; error: unknown }

const aConflict = { ok: false, error: { status: 409, code: 'conflict', error: expect.any(String) } }

/** Sends it `count` times, on the connections in turn, waiting for nothing between. */
function sendManyTimes(
  connections: readonly Connection[],
  count: number,
  makePayload: (index: number) => Record<string, unknown>,
): Promise<Outcome[]> {
  const calls = Array.from({ length: count }, (_, index) =>
    connections[index % connections.length]?.call('send_message', makePayload(index)),
  )
  return Promise.all(calls)
}

function messageOf(outcome: Outcome | undefined): Message {
  if (outcome?.ok !== true) throw new Error(`not acked: ${JSON.stringify(outcome)}`)
  return outcome.message
}

describe('[P2] the same clientMessageId is one message', () => {
  let server: ServerProcess
  let ann: Person
  let bob: Person
  let chatRoomId: string
  let connections: Connection[]
  let listener: Connection

  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  beforeEach(async () => {
    ann = await Person.register(server.url, 'Ann')
    bob = await Person.register(server.url, 'Bob')
    chatRoomId = await ann.roomWith(bob)
    connections = await Promise.all(Array.from({ length: SOCKETS }, () => ann.connect()))
    listener = await bob.connect()
    listener.emit('join_room', { chatRoomId })
    await listener.settled()
    return () => {
      ann.leave()
      bob.leave()
    }
  })

  it(`${RETRIES} concurrent retries on ${SOCKETS} sockets: one row, one delivery, equal acks`, async () => {
    const outcomes = await sendManyTimes(connections, RETRIES, () => ({
      chatRoomId,
      text: 'once',
      clientMessageId: 'the one',
    }))
    const first = messageOf(outcomes[0])
    expect(first).toMatchObject({ seq: 1, senderId: ann.id, text: 'once' })
    expect(outcomes).toEqual(outcomes.map(() => ({ ok: true, message: first })))
    await listener.settled()
    expect(listener.all('receive_message')).toEqual([first])
    expect(await readHistory(bob, chatRoomId)).toMatchObject([{ _id: first._id, seq: 1, text: 'once' }])
  })

  it('retries among other traffic take no position from it', async () => {
    const outcomes = await sendManyTimes(connections, 2 * RETRIES, (index) =>
      index % 2 === 0
        ? { chatRoomId, text: 'once', clientMessageId: 'the one' }
        : { chatRoomId, text: `other ${index}`, clientMessageId: `other ${index}` },
    )
    const retries = outcomes.filter((_, index) => index % 2 === 0).map(messageOf)
    expect(retries).toEqual(retries.map(() => retries[0]))
    const history = await readHistory(bob, chatRoomId)
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: RETRIES + 1 }, (_, index) => index + 1))
    expect(history.filter(({ text }) => text === 'once')).toHaveLength(1)
    await listener.settled()
    expect(listener.all('receive_message').map(({ _id }) => _id)).toEqual(history.map(({ _id }) => _id))
  })

  it('another text under the same id is a conflict, also when both come at once', async () => {
    const outcomes = await sendManyTimes(connections, RETRIES, (index) => ({
      chatRoomId,
      text: index % 2 === 0 ? 'tea' : 'coffee',
      clientMessageId: 'the one',
    }))
    const [stored, ...more] = await readHistory(bob, chatRoomId)
    expect(more).toEqual([])
    const winner = stored?.text === 'tea' ? 0 : 1
    const acked = outcomes.filter((_, index) => index % 2 === winner).map(messageOf)
    expect(acked).toEqual(acked.map(() => expect.objectContaining({ _id: stored?._id, seq: 1, text: stored?.text })))
    const refused = outcomes.filter((_, index) => index % 2 !== winner)
    expect(refused).toMatchObject(refused.map(() => aConflict))
    await listener.settled()
    expect(listener.all('receive_message')).toHaveLength(1)
  })

  it('over REST as well: the first message again, or 409', async () => {
    const [outcome] = await sendManyTimes(connections, 1, () => ({
      chatRoomId,
      text: 'once',
      clientMessageId: 'the one',
    }))
    const body = { chatRoomId, clientMessageId: 'the one' }
    const first = messageOf(outcome)
    expect(await ann.post('/api/chat/messages', { ...body, text: 'once' })).toMatchObject({ status: 201, body: first })
    const conflict = await ann.post('/api/chat/messages', { ...body, text: 'twice' })
    expect(conflict).toMatchObject({ status: 409, body: { status: 409, code: 'conflict' } })
    expect(await readHistory(bob, chatRoomId)).toHaveLength(1)
  })

  it('the text is compared as it is stored: trimmed', async () => {
    const outcomes = await sendManyTimes(connections, 4, (index) => ({
      chatRoomId,
      text: `${' '.repeat(index)}once\n`,
      clientMessageId: 'the one',
    }))
    expect(outcomes.map(messageOf)).toEqual(outcomes.map(() => messageOf(outcomes[0])))
  })

  it('after the message is deleted: another text is a conflict, the same gets the first ack again without it', async () => {
    const [connection] = connections
    const send = (text: string) => connection?.call('send_message', { chatRoomId, text, clientMessageId: 'the one' })
    const first = messageOf(await send('regretted'))
    expect(await ann.delete(`/api/chat/messages/${first._id}`)).toMatchObject({ status: 200, body: { deleted: true } })
    expect(await send('another')).toMatchObject(aConflict)
    // Same position, same id. Its content is gone for good: a retry does not bring it back.
    const { _id, seq, createdAt } = first
    expect(messageOf(await send('regretted'))).toMatchObject({ _id, seq, createdAt, deleted: true, text: '' })
    expect(await readHistory(bob, chatRoomId)).toMatchObject([{ _id, seq, deleted: true, text: '' }])
    await listener.settled()
    expect(listener.all('receive_message')).toHaveLength(1)
  })

  it('by another sender, or in another room, it is another message', async () => {
    const carl = await Person.register(server.url, 'Carl')
    const otherRoomId = await ann.roomWith(carl)
    const clientMessageId = 'the one'
    const [mine] = connections
    const outcomes: Outcome[] = await Promise.all([
      mine?.call('send_message', { chatRoomId, text: 'by Ann', clientMessageId }),
      listener.call('send_message', { chatRoomId, text: 'by Bob', clientMessageId }),
      mine?.call('send_message', { chatRoomId: otherRoomId, text: 'elsewhere', clientMessageId }),
    ])
    const messages = outcomes.map(messageOf)
    expect(new Set(messages.map(({ _id }) => _id)).size).toBe(3)
    expect(messages).toMatchObject([
      { senderId: ann.id, text: 'by Ann' },
      { senderId: bob.id, text: 'by Bob' },
      { senderId: ann.id, text: 'elsewhere', seq: 1 },
    ])
    expect(await readHistory(bob, chatRoomId)).toHaveLength(2)
    expect(await readHistory(carl, otherRoomId)).toHaveLength(1)
  })

  it('also after SIGKILL: the first ack again, and conflicts, for messages that are there and that are deleted', async () => {
    const [before] = connections
    const payload = (clientMessageId: string, text: string) => ({ chatRoomId, text, clientMessageId })
    const kept: Message = messageOf(await before?.call('send_message', payload('kept', 'kept')))
    const deleted: Message = messageOf(await before?.call('send_message', payload('deleted', 'regretted')))
    expect((await ann.delete(`/api/chat/messages/${deleted._id}`)).status).toBe(200)
    await server.restart()

    const reconnected = await Promise.all(Array.from({ length: SOCKETS }, () => ann.connect()))
    const retries = await sendManyTimes(reconnected, RETRIES, () => payload('kept', 'kept'))
    expect(retries).toEqual(retries.map(() => ({ ok: true, message: kept })))
    const [after] = reconnected
    expect(await after?.call('send_message', payload('kept', 'another'))).toMatchObject(aConflict)
    expect(await after?.call('send_message', payload('deleted', 'another'))).toMatchObject(aConflict)
    const { _id, seq } = deleted
    expect(await after?.call('send_message', payload('deleted', 'regretted'))).toMatchObject({
      ok: true,
      message: { _id, seq, deleted: true, text: '' },
    })
    expect(await readHistory(bob, chatRoomId)).toMatchObject([
      { _id: kept._id, text: 'kept' },
      { _id, text: '' },
    ])
  })
})
