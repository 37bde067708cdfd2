import { describe, expect, it } from 'vitest'
import type { InboxEntry } from '../../../src/ports/inboxStore.ts'
import { aNotificationTo, NOON, newId, newUserId } from '../kit.ts'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'
import { openStorage, useFolder } from './dataFolder.ts'

describe('an error in a SQLite storage that nobody foresaw', () => {
  it('[P3] fails alone, and leaves no gap in a room’s log', async () => {
    const storage = await openStorage(await useFolder())
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    const { entry } = await acts.send(chatRoomId, ann)
    const outcomes = await Promise.allSettled([
      acts.send(chatRoomId, ann),
      acts.send(chatRoomId, bob, { id: entry.id }),
      acts.send(chatRoomId, bob),
      acts.send(newId(), bob),
      acts.openRoom(bob, 'a new person'),
    ])
    expect(outcomes).toMatchObject([
      { value: { entry: { seq: 2 } } },
      { reason: { message: expect.stringContaining('UNIQUE constraint failed') } },
      { value: { entry: { seq: 3 } } },
      { reason: { code: 'room_not_found' } },
      { status: 'fulfilled' },
    ])
    expect(await acts.readRoom(chatRoomId)).toMatchObject({ head: { seq: 3, messageCount: 3 } })
    expect(await acts.readParticipant(chatRoomId, ann)).toMatchObject({ sentCount: 2 })
    expect(await acts.readParticipant(chatRoomId, bob)).toMatchObject({ sentCount: 1 })
    await storage.close()
  })

  it('[P8] fails alone, and what others appended to inboxes is told of once and in order', async () => {
    const storage = await openStorage(await useFolder())
    const heard: InboxEntry[] = []
    storage.inboxes.onAppended((entry) => heard.push(entry))
    const { posts, inboxes } = storage
    const postId = newId()
    await posts.create({ id: postId, authorId: ann, caption: 'A post', eventId: undefined, media: [], at: NOON })
    const like = (actorId: string, id = newId()) => {
      const notification = { ...aNotificationTo(ann, { type: 'LIKE', referenceId: postId }), id }
      return posts.like({ postId, actorId, at: NOON, notification })
    }
    const taken = newId()
    const outcomes = await Promise.allSettled([
      like(bob, taken),
      inboxes.markAllRead({ userId: ann, at: NOON }),
      // An id that is taken: what the call did before it was noticed must be undone.
      like(newUserId('fan'), taken),
      like(bob),
      like(newUserId('fan')),
      posts.unlike({ postId, actorId: bob, at: NOON }),
    ])
    expect(outcomes).toMatchObject([
      { value: { likeCount: 1 } },
      { status: 'fulfilled' },
      { reason: { message: expect.stringContaining('UNIQUE constraint failed') } },
      { reason: { code: 'already_liked' } },
      { value: { likeCount: 2 } },
      { value: { likeCount: 1 } },
    ])
    expect(heard.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'notification'],
      [2, 'all_read'],
      [3, 'notification'],
      [4, 'retracted'],
    ])
    const changes = await inboxes.readChanges({ userId: ann, position: { seq: 0, id: null }, limit: 10 })
    if (changes.outcome === 'reset') throw new Error('The start is in every log')
    expect(changes.entries.map(({ id }) => id)).toEqual(heard.map(({ id }) => id))
    await storage.close()
  })
})
