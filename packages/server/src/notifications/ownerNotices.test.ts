import { beforeEach, describe, expect, it } from 'vitest'
import { createPeople } from '../people.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import { createOwnerNotices } from './ownerNotices.ts'

const ID = '0123456789abcdef01234567'
const liking = { type: 'LIKE', actorId: 'bob', ownerId: 'ann', referenceId: ID, what: 'liked your post' } as const

describe('notices to owners', () => {
  let sent: unknown[]
  beforeEach(() => {
    sent = []
  })

  function noticesWhere(bobsName: string) {
    const people = createPeople({
      users: {
        readMany: async () => [{ userId: 'bob', name: bobsName, email: null, picture: null, lastSeenAt: null }],
        recordLastSeen: async () => undefined,
      },
    })
    const toInbox: Broadcaster['toInbox'] = (event) => {
      sent.push(event)
    }
    const broadcaster: Broadcaster = { toInbox, toRoom: () => undefined, toUser: () => undefined }
    return createOwnerNotices({ people, broadcaster, ids: { next: () => ID } })
  }

  it('say who did what with what', async () => {
    expect(await noticesWhere('Bob').prepare(liking)).toEqual({
      id: ID,
      userId: 'ann',
      type: 'LIKE',
      message: 'Bob liked your post',
      referenceId: ID,
    })
  })

  it('are a sentence also where the actor has no name', async () => {
    expect(await noticesWhere('').prepare(liking)).toMatchObject({ message: 'Somebody liked your post' })
  })

  it('are not made of what people do with their own things', async () => {
    expect(await noticesWhere('Bob').prepare({ ...liking, ownerId: 'bob' })).toBeUndefined()
  })

  it('reach the owner’s connections if they were stored, and only then', () => {
    const notices = noticesWhere('Bob')
    notices.announce(undefined)
    expect(sent).toEqual([])
    const stored = { _id: ID, userId: 'ann', type: 'LIKE', message: 'Bob liked your post', referenceId: ID }
    notices.announce({ ...stored, seq: 7, readAt: null, createdAt: 0 })
    const payload = { ...stored, isRead: false, createdAt: '1970-01-01T00:00:00.000Z' }
    expect(sent).toEqual([{ userId: 'ann', name: 'notification', payload }])
  })
})
