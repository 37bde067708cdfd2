import { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

const SECRET = 'a secret between the host and Linsta'

/** Ids that apps have for their users, and some that code which uses objects as maps trips over. */
const IDS = [
  '550e8400-e29b-41d4-a716-446655440000',
  '42',
  '-1',
  '1e3',
  '0',
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'ann@example.org',
  'Ann',
  'ann',
  ' ann ',
  'a/b?c=d&e#f%20%2F',
  '../../etc/passwd',
  "'; DROP TABLE user; --",
  '%',
  '_',
  '👩‍🚀',
  'u\u0308',
  '\u00fc',
  '北京',
  'nul\0inside',
  'line\nbreak',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '[object Object]',
  'room:507f1f77bcf86cd799439011',
  '507f1f77bcf86cd799439011',
  '507F1F77BCF86CD799439011',
  'u'.repeat(128),
  '👩'.repeat(64),
]

describe('user ids are opaque strings', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  })
  afterAll(() => linsta.close())

  const status = (of: string) => `/api/users/status/${encodeURIComponent(of)}`

  it.each(IDS)('%j is as good as any, in rooms, receipts, presence and notifications', async (id) => {
    const person = Person.minted(linsta.url, id, SECRET)
    const friend = Person.minted(linsta.url, `a friend of ${id}`.slice(0, 128).toWellFormed(), SECRET)
    const opened = await person.post('/api/chat/rooms', { otherUserId: friend.id })
    expect(opened).toMatchObject({ status: 200, body: { participants: [id, friend.id] } })
    const { chatRoomId } = opened.body
    expect(await friend.roomWith(person)).toBe(chatRoomId)
    const listed = await friend.get('/api/chat/rooms')
    expect(listed.body).toMatchObject([{ _id: chatRoomId, participants: [{ _id: id }, { _id: friend.id }] }])

    expect((await friend.get(status(id))).body).toMatchObject({ userId: id, online: false })
    const [here, there] = await Promise.all([person.connect(), friend.connect()])
    expect((await friend.get(status(id))).body).toEqual({ userId: id, online: true, lastSeen: null })
    there.emit('join_room', { chatRoomId })
    await there.settled()
    here.emit('join_room', { chatRoomId })
    expect((await there.waitFor('user_joined'))[0]).toMatchObject({ userId: id })

    const sent = await here.call('send_message', { chatRoomId, text: 'hello', clientMessageId: id })
    expect(sent).toMatchObject({ ok: true, message: { senderId: id, readBy: [id] } })
    expect((await there.waitFor('receive_message'))[0]).toEqual(sent.message)
    await friend.post(`/api/chat/rooms/${chatRoomId}/read`)
    expect((await person.get(`/api/chat/messages/${chatRoomId}`)).body).toMatchObject([
      { senderId: { _id: id }, readBy: [id, friend.id] },
    ])

    const post = await friend.post('/api/posts', { caption: 'an evening' })
    expect((await person.post(`/api/posts/${post.body._id}/comment`, { text: 'nice' })).body).toMatchObject({
      userId: id,
      user: { _id: id },
    })
    expect(await there.waitFor('notification')).toMatchObject([{ userId: friend.id, type: 'COMMENT' }])
    const own = await person.post('/api/posts', { caption: 'my own' })
    await friend.post(`/api/posts/${own.body._id}/like`)
    expect(await here.waitFor('notification')).toMatchObject([{ userId: id, type: 'LIKE' }])
    expect((await person.get('/api/notifications')).body).toMatchObject([{ userId: id, type: 'LIKE' }])
    person.leave()
    friend.leave()
  })

  it('[P5] ids that look alike are other people', async () => {
    for (const [one, other] of [
      ['Ann', 'ann'],
      ['ann', ' ann '],
      ['u\u0308', '\u00fc'],
      ['42', '042'],
      ['507f1f77bcf86cd799439011', '507F1F77BCF86CD799439011'],
      ['nul\0inside', 'nul'],
    ] as const) {
      const [insider, outsider] = [Person.minted(linsta.url, one, SECRET), Person.minted(linsta.url, other, SECRET)]
      const chatRoomId = await insider.roomWith(Person.minted(linsta.url, 'a third', SECRET))
      expect((await outsider.get(`/api/chat/messages/${chatRoomId}`)).status, `${other} in a room of ${one}`).toBe(403)
      const together = await insider.post('/api/chat/rooms', { otherUserId: outsider.id })
      expect(together).toMatchObject({ status: 200, body: { participants: [one, other] } })
    }
  })
})
