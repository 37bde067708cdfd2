import { type Connection, Person } from '@linsta/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { aMessage, aRefusal, aTime, NO_SUCH_ID, TRANSPORTS } from './shapes.ts'

describe.each(TRANSPORTS)('messages over %s', (transport) => {
  const SECRET = 'a secret between the host and Linsta'
  let linsta: RunningLinsta
  let groups = 0
  let alice: Person
  let bob: Person
  let mallory: Person
  let chatRoomId: string
  let hers: Connection
  let his: Connection
  beforeAll(async () => {
    linsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())
  beforeEach(async () => {
    groups += 1
    alice = Person.minted(linsta.url, `alice ${groups}`, SECRET)
    bob = Person.minted(linsta.url, `bob ${groups}`, SECRET)
    mallory = Person.minted(linsta.url, `mallory ${groups}`, SECRET)
    chatRoomId = await alice.roomWith(bob)
    hers = await alice.connect({ transports: [transport] })
    his = await bob.connect({ transports: [transport] })
  })
  afterEach(() => {
    for (const person of [alice, bob, mallory]) person.leave()
  })

  const join = async (connection: Connection) =>
    expect(await connection.call('join_room', { chatRoomId })).toMatchObject({ ok: true })
  const stored = async () => (await alice.get(`/api/chat/messages/${chatRoomId}?limit=200`)).body

  describe('join_room', () => {
    it('tells the others in the room at each join_room, and not the one who joins', async () => {
      await join(his)
      hers.emit('join_room', { chatRoomId })
      expect(await his.waitFor('user_joined')).toMatchObject([{ userId: alice.id, timestamp: aTime }])
      hers.emit('join_room', { chatRoomId })
      expect(await his.waitFor('user_joined', 2)).toMatchObject([
        { userId: alice.id, timestamp: aTime },
        { userId: alice.id, timestamp: aTime },
      ])
      await hers.settled()
      expect(hers.all('user_joined')).toEqual([])
      expect(hers.all('error')).toEqual([])
    })

    it('twice is as good as once: a message comes once', async () => {
      await join(hers)
      await join(hers)
      await his.call('send_message', { chatRoomId, text: 'hello' })
      await hers.waitFor('receive_message')
      await hers.settled()
      expect(hers.all('receive_message')).toHaveLength(1)
    })

    it('sends no backlog', async () => {
      await his.call('send_message', { chatRoomId, text: 'before' })
      await join(hers)
      await hers.settled()
      expect(hers.all('receive_message')).toEqual([])
    })
  })

  describe('send_message', () => {
    it('reaches every socket that joined, the sender too, as a Message, and is acked with the same', async () => {
      const herTab = await alice.connect({ transports: [transport] })
      await join(hers)
      await join(herTab)
      await join(his)
      const message = aMessage({ chatRoomId, senderId: alice.id, text: 'hello', readBy: [alice.id], seq: 1 })
      const outcome = await hers.call('send_message', { chatRoomId, text: 'hello' })
      expect(outcome).toMatchObject({ ok: true, message })
      for (const connection of [hers, herTab, his]) {
        expect(await connection.waitFor('receive_message')).toEqual([outcome.message])
      }
    })

    it('needs no join_room, and a socket that never joined gets no receive_message', async () => {
      const hisTab = await bob.connect({ transports: [transport] })
      await join(hisTab)
      expect(await hers.call('send_message', { chatRoomId, text: 'hello' })).toMatchObject({ ok: true })
      await hisTab.waitFor('receive_message')
      for (const connection of [hers, his]) {
        await connection.settled()
        expect(connection.all('receive_message')).toEqual([])
      }
    })

    it('[P3] messages of one socket keep their order, and reach all in the same', async () => {
      await join(his)
      await join(hers)
      const texts = Array.from({ length: 60 }, (_, index) => `message ${index}`)
      for (const text of texts) hers.emit('send_message', { chatRoomId, text })
      const received = await his.waitFor('receive_message', texts.length)
      expect(received.map((message) => message.text)).toEqual(texts)
      expect(received.map((message) => message.seq)).toEqual(texts.map((_, index) => index + 1))
      expect(await hers.waitFor('receive_message', texts.length)).toEqual(received)
    })

    it('calls of one socket are handled in the order sent', async () => {
      const outcomes: string[] = []
      const note = (name: string) => () => void outcomes.push(name)
      hers.socket.emit('send_message', { chatRoomId, text: 'one' }, note('one'))
      hers.socket.emit('get_history', { chatRoomId }, note('history of one'))
      hers.socket.emit('send_message', { chatRoomId, text: 'two' }, note('two'))
      hers.socket.emit('join_room', { chatRoomId }, note('join'))
      hers.socket.emit('send_message', { chatRoomId, text: 'three' }, note('three'))
      hers.socket.emit('get_history', { chatRoomId }, note('history of three'))
      await hers.settled()
      expect(outcomes).toEqual(['one', 'history of one', 'two', 'join', 'three', 'history of three'])
      const lists = hers.all('message_history').map(({ messages }) => messages.map((one: { text: string }) => one.text))
      expect(lists).toEqual([['one'], ['one', 'two', 'three']])
      expect(hers.all('receive_message').map((message) => message.text)).toEqual(['three'])
    })

    it('trims the text and makes it well-formed', async () => {
      const sent = [' \n hello \t ', 'half \ud83d a smile', '\udc00', 'a smile 😀', ' \ud83d ']
      for (const text of sent) await hers.call('send_message', { chatRoomId, text })
      expect((await stored()).map((message: { text: string }) => message.text)).toEqual([
        'hello',
        'half \ufffd a smile',
        '\ufffd',
        'a smile 😀',
        '\ufffd',
      ])
    })

    it.each([
      ['4,000 units', 'x'.repeat(4_000)],
      ['4,000 units once it is trimmed', ` ${'x'.repeat(4_000)}\n`],
      ['2,000 characters of two units', '😀'.repeat(2_000)],
    ])('takes %s whole', async (_what, text) => {
      expect(await hers.call('send_message', { chatRoomId, text })).toMatchObject({
        ok: true,
        message: { text: text.trim() },
      })
    })

    it.each([
      ['4,001 units', 'x'.repeat(4_001)],
      ['2,001 characters of two units', '😀'.repeat(2_001)],
    ])('refuses %s: Message is too long, and cuts nothing', async (_what, text) => {
      expect(await hers.call('send_message', { chatRoomId, text })).toMatchObject(aRefusal(400, 'Message is too long'))
      hers.emit('send_message', { chatRoomId, text })
      expect(await hers.waitFor('error')).toMatchObject([{ message: 'Message is too long' }])
      expect(await stored()).toEqual([])
    })

    it('[P2] a repeated clientMessageId gets the first ack again and is one message', async () => {
      await join(his)
      const payload = { chatRoomId, text: 'hello', clientMessageId: 'c'.repeat(128) }
      const first = await hers.call('send_message', payload)
      const retries = await Promise.all([
        hers.call('send_message', payload),
        hers.call('send_message', { ...payload, text: ' hello ' }),
        alice.connect({ transports: [transport] }).then((tab) => tab.call('send_message', payload)),
      ])
      expect(first).toMatchObject({ ok: true, message: { text: 'hello' } })
      for (const retry of retries) expect(retry).toEqual(first)
      await hers.call('send_message', { chatRoomId, text: 'last' })
      const received = await his.waitFor('receive_message', 2)
      expect(received.map((message) => message.text)).toEqual(['hello', 'last'])
      expect(await stored()).toHaveLength(2)
    })

    it('[P2] another text under the same clientMessageId is a conflict, after the first was deleted too', async () => {
      const payload = { chatRoomId, text: 'hello', clientMessageId: 'mine' }
      const { message } = await hers.call('send_message', payload)
      const other = { ...payload, text: 'something else' }
      const conflict = { ok: false, error: { status: 409, code: 'conflict' } }
      expect(await hers.call('send_message', other)).toMatchObject(aRefusal(409, expect.any(String)))
      expect(await hers.call('send_message', other)).toMatchObject(conflict)
      await alice.delete(`/api/chat/messages/${message._id}`)
      expect(await hers.call('send_message', other)).toMatchObject(conflict)
      expect(await stored()).toHaveLength(1)
    })

    it('a clientMessageId is its sender’s own, and its room’s', async () => {
      const elsewhere = await alice.roomWith(mallory)
      const clientMessageId = 'one'
      const outcomes = [
        await hers.call('send_message', { chatRoomId, text: 'hers', clientMessageId }),
        await his.call('send_message', { chatRoomId, text: 'his', clientMessageId }),
        await hers.call('send_message', { chatRoomId: elsewhere, text: 'elsewhere', clientMessageId }),
      ]
      expect(outcomes.map((outcome) => outcome.message?.text)).toEqual(['hers', 'his', 'elsewhere'])
    })

    it('replies to a message of the room', async () => {
      await join(his)
      const { message } = await his.call('send_message', { chatRoomId, text: 'a question' })
      await hers.call('send_message', { chatRoomId, text: 'an answer', replyTo: message._id })
      const [, answer] = await his.waitFor('receive_message', 2)
      expect(answer).toMatchObject(
        aMessage({ chatRoomId, senderId: alice.id, text: 'an answer', replyTo: message._id }),
      )
    })

    it('an unknown replyTo, or one of another room: Message not found', async () => {
      const elsewhere = await alice.roomWith(mallory)
      const { message } = await hers.call('send_message', { chatRoomId: elsewhere, text: 'elsewhere' })
      for (const replyTo of [NO_SUCH_ID, message._id]) {
        const outcome = await hers.call('send_message', { chatRoomId, text: 'an answer', replyTo })
        expect(outcome).toMatchObject(aRefusal(404, 'Message not found'))
      }
      hers.emit('send_message', { chatRoomId, text: 'an answer', replyTo: NO_SUCH_ID })
      expect(await hers.waitFor('error')).toMatchObject([{ message: 'Message not found' }])
      expect(await stored()).toEqual([])
    })
  })

  /** What every call on a room refuses: what to send, the status in the ack, the sentence in both. */
  const refusals: [call: string, what: string, payload: () => unknown, status: number, sentence: string][] = []
  const failures = {
    join_room: 'Failed to join room',
    send_message: 'Failed to send message',
    get_history: 'Failed to fetch message history',
  }
  for (const [call, failure] of Object.entries(failures)) {
    const text = call === 'send_message' ? { text: 'hello' } : {}
    const unknown = { chatRoomId: NO_SUCH_ID, ...text }
    refusals.push([call, 'an unknown room', () => unknown, 404, 'Chat room not found'])
    for (const id of ['', 'not-an-id', 'f'.repeat(23), 'g'.repeat(24), 42, null, { $ne: null }, ['f'.repeat(24)]]) {
      refusals.push([call, `chatRoomId ${JSON.stringify(id)}`, () => ({ chatRoomId: id, ...text }), 400, failure])
    }
    for (const payload of [undefined, null, 'text', 7, true, [], {}]) {
      refusals.push([call, `the payload ${JSON.stringify(payload)}`, () => payload, 400, failure])
    }
  }
  for (const text of [undefined, null, 7, {}, ['hello']]) {
    const payload = () => ({ chatRoomId, text })
    refusals.push(['send_message', `text ${JSON.stringify(text)}`, payload, 400, failures.send_message])
  }
  for (const clientMessageId of ['', 'c'.repeat(129), 7, {}]) {
    const payload = () => ({ chatRoomId, text: 'hello', clientMessageId })
    const what = `clientMessageId ${JSON.stringify(clientMessageId)}`
    refusals.push(['send_message', what, payload, 400, failures.send_message])
  }
  for (const text of ['', '   ', '\n\t\u00a0\u2003']) {
    const what = `text ${JSON.stringify(text)}`
    const empty = 'Message cannot be empty'
    refusals.push(['send_message', what, () => ({ chatRoomId, text }), 400, empty])
    refusals.push(['send_message', `${what} to an unknown room`, () => ({ chatRoomId: NO_SUCH_ID, text }), 400, empty])
  }

  it.each(refusals)('%s refuses %s: in the ack if there is one, else as error event', async (...row) => {
    const [call, , payload, status, sentence] = row
    expect(await hers.call(call, payload())).toMatchObject(aRefusal(status, sentence))
    await hers.settled()
    expect(hers.all('error')).toEqual([])
    hers.emit(call, payload())
    await hers.settled()
    expect(hers.all('error')).toMatchObject([{ message: sentence }])
    expect(await stored()).toEqual([])
  })

  it.each(Object.keys(failures))('%s without any argument is answered, in the ack and as error event', async (call) => {
    const sentence = failures[call as keyof typeof failures]
    expect(await hers.socket.timeout(10_000).emitWithAck(call)).toMatchObject(aRefusal(400, sentence))
    hers.emit(call)
    expect(await hers.waitFor('error')).toMatchObject([{ message: sentence }])
  })

  it.each(Object.keys(failures))('%s acks what went well, and sends no error', async (call) => {
    expect(await hers.call(call, { chatRoomId, text: 'hello' })).toMatchObject({ ok: true })
    await hers.settled()
    expect(hers.all('error')).toEqual([])
  })

  it('[P5] a stranger is refused by every call, and receives nothing of the room', async () => {
    const theirs = await mallory.connect({ transports: [transport] })
    const sentence = 'You are not a participant in this room'
    for (const call of Object.keys(failures)) {
      expect(await theirs.call(call, { chatRoomId, text: 'let me in' })).toMatchObject(aRefusal(403, sentence))
      theirs.emit(call, { chatRoomId, text: 'let me in' })
    }
    expect(await theirs.waitFor('error', 3)).toMatchObject([{}, {}, {}].map(() => ({ message: sentence })))
    // Empty comes before the room.
    const empty = await theirs.call('send_message', { chatRoomId, text: ' ' })
    expect(empty).toMatchObject(aRefusal(400, 'Message cannot be empty'))

    await join(his)
    await join(hers)
    await hers.call('send_message', { chatRoomId, text: 'between us' })
    await his.waitFor('receive_message')
    await bob.post(`/api/chat/rooms/${chatRoomId}/read`)
    await theirs.settled()
    const names = new Set(theirs.received.map((one) => one.event))
    expect([...names].toSorted()).toEqual(['error', 'notification_subscribed'])
    expect((await stored()).map((message: { text: string }) => message.text)).toEqual(['between us'])
  })

  it.each(['user_typing', 'disconnecting_soon', 'toString', '__proto__', 'constructor', 'message', 'error'])(
    'anything else (%s) is ignored, its acknowledgement unanswered',
    async (name) => {
      await join(his)
      let isAnswered = false
      hers.socket.emit(name, { chatRoomId, isTyping: true }, () => {
        isAnswered = true
      })
      hers.emit(name, { chatRoomId, isTyping: true })
      hers.emit(name)
      await hers.settled()
      expect(isAnswered).toBe(false)
      await his.settled()
      // `presence` is additive: people of a direct room are told of each other.
      for (const connection of [hers, his]) {
        const names = connection.received.map((one) => one.event).filter((event) => event !== 'presence')
        expect(names).toEqual(['notification_subscribed'])
      }
    },
  )
})
