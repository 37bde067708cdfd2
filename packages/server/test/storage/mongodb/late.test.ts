import { LinstaError } from '@linsta/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId, readInbox } from '../kit.ts'
import { createRoomActs } from '../rooms/roomActs.ts'
import { hasMongodb, newDatabaseUrl, openStorage } from './database.ts'
import { openWatchedStorage } from './watched.ts'

const codeOf = (error: unknown): string => {
  if (error instanceof LinstaError) return error.code
  throw error
}

/** Stops the next write of a kind, before it or before its answer, until it is let go. */
function createGate() {
  let held: string | undefined
  let arrive = () => {}
  let letGo = () => {}
  async function pass(place: string): Promise<void> {
    if (place !== held) return
    held = undefined
    const released = new Promise<void>((resolve) => {
      letGo = resolve
    })
    arrive()
    await released
  }
  return {
    /** @returns what resolves when such a write has arrived */
    hold(place: `${'before' | 'after'} ${string}`): Promise<void> {
      held = place
      return new Promise((resolve) => {
        arrive = resolve
      })
    },
    release: () => letGo(),
    beforeWrite: (method: string) => pass(`before ${method}`),
    afterWrite: (method: string) => pass(`after ${method}`),
  }
}

describe.skipIf(!hasMongodb)('a process on MongoDB that is late, while another goes on', () => {
  const gate = createGate()
  let prompt: Storage
  let late: Storage
  beforeEach(async () => {
    const url = newDatabaseUrl()
    prompt = await openStorage(url)
    late = await openWatchedStorage(url, gate)
  })
  afterEach(() => Promise.all([prompt.close(), late.close()]))
  const acts = createRoomActs(() => prompt)
  const lateActs = createRoomActs(() => late)

  it('[P6] appends nothing of somebody who was removed meanwhile, and nothing of theirs is a gap', async () => {
    const { chatRoomId, ownerId, others } = await acts.createGroup()
    const [userId = ''] = others
    await lateActs.send(chatRoomId, userId)
    const arrived = gate.hold('before insertMany')
    const sends = [userId, ownerId, userId].map((sender) => lateActs.send(chatRoomId, sender).then(() => '', codeOf))
    await arrived
    const { entry } = await acts.takeOut(chatRoomId, ownerId, { userId })
    gate.release()
    expect(await Promise.all(sends)).toEqual(['not_a_participant', '', 'not_a_participant'])
    expect(entry.seq).toBe(2)
    expect((await acts.readAll(chatRoomId)).map(({ seq, senderId }) => [seq, senderId])).toEqual([
      [1, userId],
      [3, ownerId],
    ])
  })

  it('[P2] answers a message with the one that another stored meanwhile, and puts its neighbours behind', async () => {
    const { chatRoomId, creator } = await acts.openRoomOfTwo()
    const arrived = gate.hold('before insertMany')
    const sends = ['a', 'b', 'c'].map((clientMessageId) => lateActs.send(chatRoomId, creator, { clientMessageId }))
    await arrived
    const first = await acts.send(chatRoomId, creator, { clientMessageId: 'b' })
    gate.release()
    const answers = await Promise.all(sends)
    expect(answers.map(({ entry, repeated }) => [entry.seq, repeated])).toEqual([
      [2, false],
      [1, true],
      [3, false],
    ])
    expect(answers[1]?.entry).toEqual(first.entry)
  })

  it('[P3] brings a room no step back that others brought forward', async () => {
    const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
    await lateActs.send(chatRoomId, creator)
    const arrived = gate.hold('before updateOne')
    const sending = lateActs.send(chatRoomId, creator)
    await arrived
    // It is in the log, and not in the room: others see it and go on behind it.
    expect((await acts.readRoom(chatRoomId)).head.seq).toBe(2)
    const listed = await prompt.rooms.readHeads({ userId: other, after: undefined, limit: 1 })
    expect(listed).toMatchObject({ heads: [{ head: { seq: 2, messageCount: 2 }, viewer: { sentCount: 0 } }] })
    await acts.send(chatRoomId, other)
    const read = await acts.moveReceipt(chatRoomId, other, 2)
    gate.release()
    expect((await sending).entry.seq).toBe(2)
    expect(await acts.readParticipant(chatRoomId, other)).toEqual(read)
    expect((await acts.readRoom(chatRoomId)).head).toMatchObject({ seq: 3, messageCount: 3 })
  })

  it('[P11] moves a receipt over the one that is there, not over the one it knew', async () => {
    const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
    for (let sent = 0; sent < 5; sent += 1) await acts.send(chatRoomId, creator)
    await lateActs.moveReceipt(chatRoomId, other, 1)
    const arrived = gate.hold('before updateOne')
    const moving = lateActs.moveReceipt(chatRoomId, other, 2)
    await arrived
    await acts.receive(chatRoomId, other, 5)
    await acts.moveReceipt(chatRoomId, other, 4)
    gate.release()
    const moved = { lastReadSeq: 4, lastDeliveredSeq: 5, readCount: 4 }
    expect(await moving).toMatchObject(moved)
    expect(await acts.readParticipant(chatRoomId, other)).toMatchObject(moved)
  })

  it('[P8] brings back no notification that an unlike took away', async () => {
    const [author, fan, postId] = [newUserId('author'), newUserId('fan'), newId()]
    await prompt.posts.create({ id: postId, authorId: author, caption: '', eventId: undefined, media: [], at: NOON })
    const notification = aNotificationTo(author, { type: 'LIKE', referenceId: postId })
    const arrived = gate.hold('before insertMany')
    const liking = late.posts.like({ postId, actorId: fan, at: NOON, notification })
    await arrived
    await prompt.posts.unlike({ postId, actorId: fan, at: NOON })
    expect(await readInbox(prompt, author)).toEqual([])
    gate.release()
    await liking
    expect(await readInbox(prompt, author)).toEqual([])
    // A like after that is a new one.
    const again = { ...notification, id: newId() }
    await prompt.posts.like({ postId, actorId: fan, at: NOON, notification: again })
    expect(await readInbox(prompt, author)).toMatchObject([{ _id: again.id }])
  })

  it.each(['after replaceOne', 'before insertMany'] as const)(
    '[P8] takes back no notification of a later like, held up %s',
    async (place) => {
      const [author, fan, postId] = [newUserId('author'), newUserId('fan'), newId()]
      await prompt.posts.create({ id: postId, authorId: author, caption: '', eventId: undefined, media: [], at: NOON })
      const like = (storage: Storage) => {
        const notification = aNotificationTo(author, { type: 'LIKE', referenceId: postId })
        return storage.posts.like({ postId, actorId: fan, at: NOON, notification })
      }
      await like(prompt)
      const arrived = gate.hold(place)
      const unliking = late.posts.unlike({ postId, actorId: fan, at: NOON })
      await arrived
      await like(prompt)
      const shown = await readInbox(prompt, author)
      expect(shown).toHaveLength(1)
      gate.release()
      await unliking
      expect(await readInbox(prompt, author)).toEqual(shown)
    },
  )

  it('[P8] leaves no notification of a post that went meanwhile', async () => {
    const [author, fan] = [newUserId('author'), newUserId('fan')]
    for (const place of ['before insertOne', 'after insertOne', 'before insertMany', 'after insertMany'] as const) {
      const id = newId()
      await prompt.posts.create({ id, authorId: author, caption: '', eventId: undefined, media: [], at: NOON })
      const arrived = gate.hold(place)
      const notification = aNotificationTo(author, { type: 'LIKE', referenceId: id })
      const liking = late.posts.like({ postId: id, actorId: fan, at: NOON, notification }).then(() => '', codeOf)
      await arrived
      await prompt.posts.delete({ postId: id, actorId: author, at: NOON })
      gate.release()
      expect(await liking).toBe('post_not_found')
      expect(await readInbox(prompt, author)).toEqual([])
    }
  })
})
