import { LinstaError } from '@linsta/protocol/errors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, texts, type World } from '../test/world.ts'
import { memoryStore } from './memoryStore.ts'
import type { OutboxStore, TabMessage, Tabs } from './ports.ts'

describe('the outbox', () => {
  let world: World
  let room: string
  beforeEach(() => {
    world = createWorld()
    room = world.server.addRoom('direct', ['ann', 'bob'])
  })
  afterEach(() => world.close())

  const stored = () => [...world.server.room(room).messages.values()].map(({ text }) => text)

  it('sends a room in order with one under way, and rooms beside each other', async () => {
    const { server, time } = world
    const other = server.addRoom('direct', ['ann', 'cid'])
    const ann = world.client('ann')
    for (let index = 0; index < 5; index += 1) {
      void ann.room(room).send(`${index}`)
      void ann.room(other).send(`${index}`)
    }
    await time.pass(16)
    expect(server.callsOf('send_message')).toHaveLength(0)
    await time.pass(10)
    expect(server.callsOf('send_message').map(({ chatRoomId }) => chatRoomId)).toEqual([room, other])
    await time.pass(100)
    expect(stored()).toEqual(['0', '1', '2', '3', '4'])
  })

  it('[P2] a lost ack is asked for again with the same clientMessageId', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    await time.pass(50)
    server.losesAck = ({ name }) => name === 'send_message' && server.callsOf(name).length < 3
    server.losesEvent = () => true
    const sent = ann.room(room).send('once')
    await time.pass(60_000)
    expect((await sent).text).toBe('once')
    expect(new Set(server.callsOf('send_message').map(({ clientMessageId }) => clientMessageId)).size).toBe(1)
    expect(stored()).toEqual(['once'])
    expect(texts(ann, room)).toEqual(['once'])
  })

  it('survives a reload: the next client on the same store shows and sends what was left', async () => {
    const { server, time } = world
    const outboxStore = memoryStore()
    server.isDown = true
    const before = world.client('ann', { ports: { outboxStore } })
    const sends = [before.room(room).send('one'), before.room(room).send('two')]
    await time.pass(50)
    before.close()
    for (const send of sends) await expect(send).rejects.toMatchObject({ code: 'unavailable' })

    const after = world.client('ann', { ports: { outboxStore }, userId: 'ann' })
    after.room(room).subscribe(() => {})
    await time.pass(0)
    expect(texts(after, room)).toEqual(['[pending] one', '[pending] two'])
    server.isDown = false
    await time.pass(60_000)
    expect(texts(after, room)).toEqual(['one', 'two'])
    expect(stored()).toEqual(['one', 'two'])
    expect(await outboxStore.list('http://linsta.test ann')).toEqual([])
  })

  it('what the server took before the reload is not shown twice', async () => {
    const { server, time } = world
    const outboxStore = memoryStore()
    const before = world.client('ann', { ports: { outboxStore } })
    await time.pass(50)
    server.losesAck = ({ name }) => name === 'send_message'
    server.losesEvent = () => true
    void before.room(room).send('taken')
    await time.pass(100)
    before.close()
    expect(stored()).toEqual(['taken'])
    const after = world.client('ann', { ports: { outboxStore } })
    const seen = new Set<string>()
    after.room(room).subscribe(() => seen.add(texts(after, room).join()))
    server.losesAck = () => false
    await time.pass(1_000)
    expect([...seen].filter((shown) => shown.includes(','))).toEqual([])
    expect(texts(after, room)).toEqual(['taken'])
    expect(stored()).toEqual(['taken'])
  })

  it('another user on the same store neither sees nor sends it', async () => {
    const { server, time } = world
    const outboxStore = memoryStore()
    server.isDown = true
    const ann = world.client('ann', { ports: { outboxStore } })
    void ann.room(room).send('of ann')
    await time.pass(50)
    ann.close()
    server.isDown = false
    const bob = world.client('bob', { ports: { outboxStore } })
    await time.pass(1_000)
    expect(texts(bob, room)).toEqual([])
    expect(stored()).toEqual([])
  })

  it('what is refused for good fails, keeps its place and blocks nobody; retry sends it, discard forgets it', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    await time.pass(50)
    server.refuses = ({ payload }) => (payload.text?.startsWith('bad') ? 'message_not_found' : undefined)
    const bad = ann.room(room).send('bad one')
    void ann.room(room).send('bad two')
    void ann.room(room).send('good')
    await time.pass(200)
    await expect(bad).rejects.toMatchObject({ code: 'message_not_found' })
    expect(texts(ann, room)).toEqual(['good', '[failed] bad one', '[failed] bad two'])
    const [, one, two] = ann.room(room).getSnapshot().messages
    if (one?.state !== 'failed' || two?.state !== 'failed') throw new Error('failed ones')
    expect(one.error.code).toBe('message_not_found')
    ann.room(room).discard(two.clientMessageId)
    expect(texts(ann, room)).toEqual(['good', '[failed] bad one'])
    server.refuses = () => undefined
    const again = ann.room(room).retry(one.clientMessageId)
    expect(texts(ann, room)).toEqual(['good', '[pending] bad one'])
    await time.pass(200)
    expect((await again).text).toBe('bad one')
    expect(texts(ann, room)).toEqual(['good', 'bad one'])
    await expect(ann.room(room).retry(one.clientMessageId)).rejects.toMatchObject({ code: 'message_not_found' })
  })

  it('obeys retryAfterMs', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    await time.pass(50)
    server.refuses = ({ name }) => {
      const isFirst = name === 'send_message' && server.callsOf(name).length === 1
      return isFirst ? new LinstaError('rate_limited', { retryAfterMs: 4_000 }) : undefined
    }
    void ann.room(room).send('later')
    await time.pass(3_900)
    expect(server.callsOf('send_message')).toHaveLength(1)
    await time.pass(200)
    expect(stored()).toEqual(['later'])
  })

  it('refuses empty and too long texts before anything is shown', async () => {
    const ann = world.client('ann')
    await expect(ann.room(room).send('  ')).rejects.toMatchObject({ code: 'message_empty' })
    await expect(ann.room(room).send('x'.repeat(4_001))).rejects.toMatchObject({ code: 'message_too_long' })
    expect(texts(ann, room)).toEqual([])
  })

  it('shows a message as pending or as sent, never as both and never as neither', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.room(room).subscribe(() => {})
    await time.pass(50)
    for (const order of ['ack first', 'event first', 'gap before the ack'] as const) {
      server.delays = ({ name }) => (name === 'send_message' && order === 'event first' ? 40 : 0)
      server.losesEvent = () => order !== 'event first'
      if (order === 'gap before the ack') server.send(room, 'bob', 'unheard')
      void ann.room(room).send(order)
      for (let ms = 0; ms < 60; ms += 1) {
        expect(texts(ann, room).filter((text) => text.includes(order))).toHaveLength(1)
        await time.pass(1)
      }
      server.losesEvent = () => false
      await time.pass(2_000)
      expect(texts(ann, room).at(-1)).toBe(order)
    }
    expect(texts(ann, room)).toEqual(['ack first', 'event first', 'unheard', 'gap before the ack'])
  })

  it('a store that fails costs the reload, not the message', async () => {
    const { time } = world
    const broken: OutboxStore = {
      list: () => Promise.reject(new Error('broken')),
      put: () => Promise.reject(new Error('full')),
      remove: () => Promise.reject(new Error('broken')),
    }
    const ann = world.client('ann', { ports: { outboxStore: broken } })
    const sent = ann.room(room).send('still')
    await time.pass(100)
    expect((await sent).text).toBe('still')
  })

  it('a slow store brings back nothing that is done, and shows nothing twice', async () => {
    const { server, time } = world
    const kept = memoryStore()
    const slowly = <Result>(work: () => Promise<Result>): Promise<Result> =>
      new Promise((resolve) => time.scheduler.after(300, () => void work().then(resolve)))
    const outboxStore: OutboxStore = {
      list: async (owner) => {
        const listed = await kept.list(owner)
        return slowly(async () => listed)
      },
      put: (send) => slowly(() => kept.put(send)),
      remove: (id) => slowly(() => kept.remove(id)),
    }
    const taken = server.send(room, 'ann', 'taken before the reload', { clientMessageId: 'mine' })
    await kept.put({
      owner: 'http://linsta.test ann',
      clientMessageId: 'mine',
      chatRoomId: room,
      text: taken.text,
      replyTo: null,
      createdAt: taken.createdAt,
      order: 1,
      state: 'pending',
    })
    const ann = world.client('ann', { ports: { outboxStore } })
    const twice: string[][] = []
    ann.room(room).subscribe(() => {
      if (texts(ann, room).filter((text) => text.includes('taken')).length > 1) twice.push(texts(ann, room))
    })
    await time.pass(400)
    expect(twice).toEqual([])
    expect(texts(ann, room)).toEqual(['taken before the reload'])
    void ann.room(room).send('quick')
    await time.pass(3_000)
    expect(texts(ann, room)).toEqual(['taken before the reload', 'quick'])
    expect(stored()).toEqual(['taken before the reload', 'quick'])
    expect(await kept.list('http://linsta.test ann')).toEqual([])
  })

  it('[P2] a store that is listed twice before it hears of the ack has nothing sent twice', async () => {
    const { server, time } = world
    const kept = memoryStore()
    const outboxStore: OutboxStore = {
      ...kept,
      // As it was when it was asked.
      list: async (owner) => {
        const listed = await kept.list(owner)
        return new Promise((resolve) => time.scheduler.after(300, () => resolve(listed)))
      },
    }
    const createdAt = new Date(time.clock.now()).toISOString()
    const common = { owner: 'http://linsta.test ann', chatRoomId: room, replyTo: null, createdAt, order: 1 }
    await kept.put({ ...common, clientMessageId: 'left', text: 'left', state: 'pending' })
    const ann = world.client('ann', { ports: { outboxStore } })
    await time.pass(3_000)
    expect(server.callsOf('send_message')).toHaveLength(1)
    expect(texts(ann, room)).toEqual([])
    expect(stored()).toEqual(['left'])
  })

  it('what another tab of the same person sent is done before it was stored here', async () => {
    const { server, time } = world
    const kept = memoryStore()
    let store: (() => void) | undefined
    const outboxStore: OutboxStore = {
      ...kept,
      put: (send) =>
        new Promise((resolve) => {
          store = () => void kept.put(send).then(resolve)
        }),
    }
    const ann = world.client('ann', { ports: { outboxStore } })
    ann.room(room).subscribe(() => {})
    await time.pass(50)
    const sent = ann.room(room).send('by both')
    await time.pass(0)
    const [pending] = ann.room(room).getSnapshot().messages
    server.send(room, 'ann', 'by both', { clientMessageId: pending?.key ?? '' })
    await time.pass(50)
    expect((await sent).seq).toBe(1)
    store?.()
    await time.pass(1_000)
    expect(texts(ann, room)).toEqual(['by both'])
    expect(await kept.list('http://linsta.test ann')).toEqual([])
  })

  describe('of several tabs', () => {
    /** Tabs of one browser: the first that joined and has not left leads; what is posted arrives a millisecond later. */
    function createFakeTabs(): Tabs {
      type Tab = { leads(): void; heard(message: TabMessage): void }
      const joined: Tab[] = []
      return {
        join(_owner, tab) {
          joined.push(tab)
          if (joined[0] === tab) tab.leads()
          return {
            post(message) {
              for (const other of joined) {
                if (other !== tab) world.time.scheduler.after(1, () => other.heard(structuredClone(message)))
              }
            },
            leave() {
              const wasFirst = joined[0] === tab
              joined.splice(joined.indexOf(tab), 1)
              if (wasFirst) joined[0]?.leads()
            },
          }
        },
      }
    }

    it('one sends for all, and all show and settle the same', async () => {
      const { server, time } = world
      const ports = { outboxStore: memoryStore(), tabs: createFakeTabs() }
      const [first, second] = [world.client('ann', { ports }), world.client('ann', { ports })]
      for (const tab of [first, second]) tab.room(room).subscribe(() => {})
      await time.pass(100)
      server.isDown = true
      server.cut()
      const sent = second.room(room).send('from the second')
      await time.pass(10)
      expect(texts(first, room)).toEqual(['[pending] from the second'])
      server.isDown = false
      await time.pass(5_000)
      expect((await sent).text).toBe('from the second')
      expect(server.callsOf('send_message')).toHaveLength(1)
      for (const tab of [first, second]) expect(texts(tab, room)).toEqual(['from the second'])
    })

    it('the next one leads when the leader closes', async () => {
      const { server, time } = world
      const ports = { outboxStore: memoryStore(), tabs: createFakeTabs() }
      const [first, second] = [world.client('ann', { ports }), world.client('ann', { ports })]
      await time.pass(100)
      server.isDown = true
      server.cut()
      const sent = second.room(room).send('handed over')
      await time.pass(100)
      first.close()
      server.isDown = false
      await time.pass(5_000)
      expect((await sent).text).toBe('handed over')
      expect(stored()).toEqual(['handed over'])
    })

    it('a failure is shown, retried and discarded in any of them', async () => {
      const { server, time } = world
      const ports = { outboxStore: memoryStore(), tabs: createFakeTabs() }
      const [first, second] = [world.client('ann', { ports }), world.client('ann', { ports })]
      for (const tab of [first, second]) tab.room(room).subscribe(() => {})
      await time.pass(100)
      server.refuses = ({ name }) => (name === 'send_message' ? 'conflict' : undefined)
      const sent = second.room(room).send('refused')
      void second.room(room).send('refused too')
      await time.pass(200)
      await expect(sent).rejects.toMatchObject({ code: 'conflict' })
      for (const tab of [first, second]) expect(texts(tab, room)).toEqual(['[failed] refused', '[failed] refused too'])
      server.refuses = () => undefined
      const [one, two] = second.room(room).getSnapshot().messages
      const again = second.room(room).retry(one?.key ?? '')
      second.room(room).discard(two?.key ?? '')
      await time.pass(200)
      expect((await again).text).toBe('refused')
      for (const tab of [first, second]) expect(texts(tab, room)).toEqual(['refused'])
    })
  })
})
