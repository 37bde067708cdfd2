import { describe, expect, it } from 'vitest'
import { createPeople } from '../people.ts'
import { createOwnerNotices } from './ownerNotices.ts'

const ID = '0123456789abcdef01234567'
const liking = { type: 'LIKE', actorId: 'bob', ownerId: 'ann', referenceId: ID, what: 'liked your post' } as const

describe('notices to owners', () => {
  function noticesWhere(bobsName: string) {
    const people = createPeople({
      clock: { now: () => 0 },
      users: {
        readMany: async () => [{ userId: 'bob', name: bobsName, email: null, picture: null, lastSeenAt: null }],
        recordLastSeen: async () => undefined,
        readPrivacy: async () => new Map(),
        setPrivacy: async () => undefined,
        search: async () => [],
        setProfile: async () => undefined,
      },
    })
    return createOwnerNotices({ people, ids: { next: () => ID } })
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
})
