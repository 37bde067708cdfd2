import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

const SECRET = 'a secret that both were given'

describe('two Linstas in one process', () => {
  let here: RunningLinsta
  let there: RunningLinsta
  beforeAll(async () => {
    ;[here, there] = await Promise.all([startLinsta(), startLinsta()])
  })
  afterAll(() => Promise.all([here.close(), there.close()]))

  it('keep their accounts apart, and take no tokens of each other', async () => {
    const account = { name: 'Ann', email: 'ann@example.org', password: 'correct horse' }
    const registered = await request(here.url, 'POST /api/auth/register', { body: account })
    expect(registered.status).toBe(201)
    expect((await request(there.url, 'POST /api/auth/login', { body: account })).status).toBe(401)
    const { token } = registered.body
    expect((await request(here.url, 'GET /api/chat/rooms', { token })).status).toBe(200)
    expect((await request(there.url, 'GET /api/chat/rooms', { token })).status).toBe(401)
    const stranger = new Person(there.url, { ...registered.body.user, token })
    await expect(stranger.connect()).rejects.toThrow('Invalid token')
    expect((await request(there.url, 'POST /api/auth/register', { body: account })).status).toBe(201)
  })
})

describe('two Linstas in one process that share a secret, and so their people’s ids', () => {
  let here: RunningLinsta
  let there: RunningLinsta
  beforeAll(async () => {
    const options = { jwtSecret: SECRET, features: { accounts: false } }
    ;[here, there] = await Promise.all([startLinsta(options), startLinsta(options)])
  })
  afterAll(() => Promise.all([here.close(), there.close()]))

  const people = (linsta: RunningLinsta, ids: [string, string] = ['ann', 'bob']) =>
    ids.map((id) => Person.minted(linsta.url, id, SECRET)) as [Person, Person]

  it('keep their rooms apart', async () => {
    const [ann] = people(here)
    const [annThere, bobThere] = people(there)
    const room = await ann.roomWith(people(here)[1])
    expect((await annThere.get('/api/chat/rooms')).body).toEqual([])
    expect((await annThere.get(`/api/chat/messages/${room}`)).status).toBe(404)
    expect((await annThere.post('/api/chat/messages', { chatRoomId: room, text: 'hello' })).status).toBe(404)
    expect(await annThere.roomWith(bobThere)).not.toBe(room)
  })

  it('broadcast to their own connections alone, in rooms and inboxes of the same people', async () => {
    const connections = await Promise.all(
      [here, there].map(async (linsta) => {
        const [ann, bob] = people(linsta)
        const chatRoomId = await ann.roomWith(bob)
        const [fromAnn, fromBob] = await Promise.all([ann.connect(), bob.connect()])
        fromBob.emit('join_room', { chatRoomId })
        await fromBob.settled()
        return { ann, bob, fromAnn, fromBob, chatRoomId }
      }),
    )
    const [one, other] = connections as [(typeof connections)[0], (typeof connections)[0]]
    for (const { ann, bob, fromAnn, fromBob, chatRoomId } of connections) {
      const where = ann.url
      await fromAnn.call('send_message', { chatRoomId, text: `hello at ${where}` })
      const post = await bob.post('/api/posts', { caption: 'an evening' })
      await ann.post(`/api/posts/${post.body._id}/like`)
      await fromBob.waitFor('notification')
      await fromBob.waitFor('receive_message')
    }
    // Each was sent before the other's answers came, so what strayed would be here.
    for (const { fromBob, ann } of [one, other]) {
      await fromBob.settled()
      expect(fromBob.all('receive_message').map(({ text }) => text)).toEqual([`hello at ${ann.url}`])
      expect(fromBob.all('notification')).toHaveLength(1)
    }
    for (const { ann, bob } of connections) {
      ann.leave()
      bob.leave()
    }
  })

  it('[P7] know who is online at their own place', async () => {
    const [cem, dan] = people(here, ['cem', 'dan'])
    const [cemThere, danThere] = people(there, ['cem', 'dan'])
    await Promise.all([cem.roomWith(dan), cemThere.roomWith(danThere)])
    const connection = await cem.connect()
    expect((await dan.get('/api/users/status/cem')).body).toMatchObject({ online: true })
    expect((await danThere.get('/api/users/status/cem')).body).toMatchObject({ online: false })
    connection.close()
  })

  it('end apart: what one was acked stays, and the other goes on', async () => {
    const brief = await startLinsta({ jwtSecret: SECRET, features: { accounts: false } })
    const [ann, bob] = people(here)
    const chatRoomId = await ann.roomWith(bob)
    const connection = await ann.connect()
    await Person.minted(brief.url, 'ann', SECRET).connect({ reconnection: false })
    await brief.close()
    expect(await connection.call('send_message', { chatRoomId, text: 'still here' })).toMatchObject({ ok: true })
    connection.close()
  })
})
