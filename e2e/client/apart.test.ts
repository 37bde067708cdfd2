import { createLinstaClient, type LinstaClient, memoryStore } from '@linsta/client'
import { Person, ServerProcess } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shows, texts, until } from './until.ts'

describe('clients that lose their server', () => {
  let server: ServerProcess
  let ann: Person
  let bob: Person
  let roomId: string
  const clients: LinstaClient[] = []
  beforeEach(async () => {
    server = await ServerProcess.start()
    ann = await Person.register(server.url, 'Ann')
    bob = await Person.register(server.url, 'Bob')
    roomId = await ann.roomWith(bob)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await server.remove()
  })

  function clientOf(person: Person, outboxStore = memoryStore()): LinstaClient {
    const client = createLinstaClient({
      url: server.url,
      getToken: async () => person.token,
      userId: person.id,
      ports: { outboxStore },
    })
    client.room(roomId).subscribe(() => {})
    clients.push(client)
    return client
  }

  it('[P1, P2, P4] a server that is killed and started again: nothing is missing and nothing doubled', async () => {
    const [a, b] = [clientOf(ann), clientOf(bob)]
    await a.room(roomId).send('before')
    await shows(b, roomId, ['before'])
    const sends = Array.from({ length: 20 }, (_, index) => a.room(roomId).send(`${index}`))
    await sends[3]
    await server.kill()
    await until(a.connection, ({ state }) => state === 'offline')
    sends.push(a.room(roomId).send('while it was gone'))
    await server.start()
    await Promise.all(sends)
    const expected = ['before', ...Array.from({ length: 20 }, (_, index) => `${index}`), 'while it was gone']
    await shows(a, roomId, expected)
    await shows(b, roomId, expected)
  })

  it('[P4] somebody who was away gets what was said meanwhile', async () => {
    const a = clientOf(ann)
    await a.room(roomId).send('one')
    const b = clientOf(bob)
    await shows(b, roomId, ['one'])
    b.close()
    await a.room(roomId).send('two')
    const again = clientOf(bob)
    await shows(again, roomId, ['one', 'two'])
    expect(again.rooms.getSnapshot().unreadTotal).toBe(2)
  })

  it('what was not sent survives a reload, in order', async () => {
    const store = memoryStore()
    const before = clientOf(ann, store)
    await until(before.connection, ({ state }) => state === 'online')
    await server.kill()
    await until(before.connection, ({ state }) => state === 'offline')
    for (const text of ['one', 'two', 'three'])
      before
        .room(roomId)
        .send(text)
        .catch(() => {})
    expect(texts(before, roomId)).toEqual(['[pending] one', '[pending] two', '[pending] three'])
    // A page that goes away does not say so.
    await new Promise((resolve) => setImmediate(resolve))
    before.close()

    const after = clientOf(ann, store)
    await shows(after, roomId, ['[pending] one', '[pending] two', '[pending] three'])
    await server.start()
    await shows(after, roomId, ['one', 'two', 'three'])
    await shows(clientOf(bob), roomId, ['one', 'two', 'three'])
  })

  it('a server that stops tells when to come back, and is back then', async () => {
    const a = clientOf(ann)
    await until(a.rooms, ({ status }) => status === 'current')
    const closing = until(a.connection, (one) => one.state === 'offline' && one.reason === 'server_closing')
    await server.kill('SIGTERM')
    await closing
    await server.start()
    await until(a.rooms, ({ status }) => status === 'current')
  })
})
