import { createLinstaClient, type LinstaClient } from '@linsta/client'
import { Person, signToken } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { shows, texts, until } from './until.ts'

const SECRET = 'a secret of this test that is long enough'

describe('clients of one server', () => {
  let linsta: RunningLinsta
  let ann: Person
  let bob: Person
  let roomId: string
  const clients: LinstaClient[] = []
  beforeEach(async () => {
    linsta = await startLinsta({ jwtSecret: SECRET })
    ann = await Person.register(linsta.url, 'Ann')
    bob = await Person.register(linsta.url, 'Bob')
    roomId = await ann.roomWith(bob)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await linsta.close()
  })

  function clientOf(person: Person, getToken = async () => person.token): LinstaClient {
    const client = createLinstaClient({ url: linsta.url, getToken })
    clients.push(client)
    return client
  }

  it('two people chat, see each other type, read and delete', async () => {
    const [a, b] = [clientOf(ann), clientOf(bob)]
    const [roomOfA, roomOfB] = [a.room(roomId), b.room(roomId)]
    for (const room of [roomOfA, roomOfB]) room.subscribe(() => {})
    await until(b.rooms, ({ status }) => status === 'current')

    const sent = await roomOfA.send('Hello!')
    await shows(b, roomId, ['Hello!'])
    expect(b.rooms.getSnapshot()).toMatchObject({ unreadTotal: 1, rooms: [{ preview: { text: 'Hello!' } }] })

    await roomOfB.markRead()
    expect(b.rooms.getSnapshot().unreadTotal).toBe(0)
    await until(
      roomOfA,
      ({ head }) => head?.receipts.some((one) => one.userId === bob.id && one.lastReadSeq === 1) === true,
    )

    roomOfB.setTyping()
    await until(roomOfA, ({ typing }) => typing.includes(bob.id))
    await roomOfB.send('Hi Ann', { replyTo: sent._id })
    await shows(a, roomId, ['Hello!', 'Hi Ann'])
    expect(roomOfA.getSnapshot().typing).toEqual([])

    await roomOfA.deleteMessage(sent._id)
    await shows(b, roomId, ['', 'Hi Ann'])
    await expect(roomOfB.deleteMessage(sent._id)).rejects.toMatchObject({ code: 'not_your_message' })
  })

  it('a group is made, joined, left and led', async () => {
    const cid = await Person.register(linsta.url, 'Cid')
    const [a, b, c] = [clientOf(ann), clientOf(bob), clientOf(cid)]
    await Promise.all([a, b, c].map((client) => until(client.rooms, ({ status }) => status === 'current')))
    const group = await a.rooms.createGroup([bob.id])
    await group.send('Welcome')
    await until(b.rooms, ({ rooms }) => rooms.some((one) => one.chatRoomId === group.chatRoomId))
    await group.addParticipant(cid.id)
    await until(c.rooms, ({ rooms }) => rooms.some((one) => one.chatRoomId === group.chatRoomId))
    await until(group, ({ participants }) => participants.length === 3)
    await group.removeParticipant(bob.id)
    await until(b.rooms, ({ rooms }) => rooms.every((one) => one.chatRoomId !== group.chatRoomId))
    await c.room(group.chatRoomId).leave()
    await until(c.rooms, ({ rooms }) => rooms.length === 0)
    await until(group, ({ participants }) => participants.length === 1)
  })

  it('[P8] notifications arrive, are read and are taken back', async () => {
    const a = clientOf(ann)
    a.inbox.subscribe(() => {})
    const post = await ann.post('/api/posts', { caption: 'A post' })
    await bob.post(`/api/posts/${post.body._id}/like`)
    const { notifications } = await until(a.inbox, ({ unreadCount, state }) => unreadCount === 1 && state === 'ready')
    expect(notifications[0]?.message).toBe('Bob liked your post')
    await bob.delete(`/api/posts/${post.body._id}/like`)
    await until(a.inbox, (inbox) => inbox.unreadCount === 0 && inbox.notifications.length === 0)
    await bob.post(`/api/posts/${post.body._id}/comment`, { text: 'Nice' })
    const commented = await until(a.inbox, (inbox) => inbox.notifications.length === 1)
    await a.inbox.markRead(commented.notifications[0]?._id ?? '')
    await until(a.inbox, ({ unreadCount }) => unreadCount === 0)
  })

  it('[P7] sees who is online', async () => {
    const [a, b] = [clientOf(ann), clientOf(bob)]
    a.presence.watch([bob.id])
    await until(a.presence, (people) => people.get(bob.id)?.online === true)
    b.close()
    await until(a.presence, (people) => people.get(bob.id)?.online === false)
  })

  it('privacy is read and changed', async () => {
    const a = clientOf(ann)
    expect(await a.privacy.get()).toEqual({ receipts: true, invisible: false })
    expect(await a.privacy.set({ receipts: false })).toEqual({ receipts: false, invisible: false })
  })

  it('a link lives past its first token', async () => {
    let asked = 0
    const getToken = async () => {
      asked += 1
      const now = Math.floor(Date.now() / 1000)
      // The first one runs out in a moment: the next is asked for after 5 s at the earliest.
      return signToken({ userId: ann.id, iat: now, exp: now + (asked === 1 ? 7 : 3_600) }, SECRET)
    }
    const a = clientOf(ann, getToken)
    const states: string[] = []
    a.connection.subscribe(() => states.push(a.connection.getSnapshot().state))
    await until(a.connection, ({ state }) => state === 'online')
    // The server looks by its own clock, each second, for whose token has run out.
    await new Promise((resolve) => setTimeout(resolve, 8_500))
    expect(asked).toBe(2)
    expect(states).toEqual(['online'])
    await a.room(roomId).send('still here')
  })

  it('a refused token is told, and replaced on the next try', async () => {
    let token = 'nonsense'
    const a = clientOf(ann, async () => token)
    await until(a.connection, (snapshot) => snapshot.state === 'offline' && snapshot.reason === 'unauthorized')
    token = ann.token
    await until(a.connection, ({ state }) => state === 'online')
  })

  it('a second tab settles what the first one sent', async () => {
    const [first, second] = [clientOf(ann), clientOf(ann)]
    for (const tab of [first, second]) tab.room(roomId).subscribe(() => {})
    await first.room(roomId).send('once')
    await shows(second, roomId, ['once'])
    expect(texts(first, roomId)).toEqual(['once'])
  })
})
