import { describe, expect, it } from 'vitest'
import { createPeople, toPerson } from './people.ts'
import type { UserRecord } from './ports/userStore.ts'

const record = (userId: string): UserRecord => ({
  userId,
  name: `Name of ${userId}`,
  email: `${userId}@example.org`,
  picture: null,
  lastSeenAt: null,
})

/** A store that knows some people, and what it was asked. */
function storeOf(...known: string[]) {
  const asked: string[][] = []
  const people = createPeople({
    clock: { now: () => 0 },
    users: {
      async readMany(userIds) {
        asked.push([...userIds])
        return [...userIds].filter((id) => known.includes(id)).map(record)
      },
      recordLastSeen: async () => {},
      readPrivacy: async () => new Map(),
      setPrivacy: async () => {},
      search: async () => [],
      setProfile: async () => undefined,
    },
  })
  return { people, asked, known }
}

describe('people', () => {
  it('are read once, together, and kept', async () => {
    const { people, asked } = storeOf('ann', 'bob')
    expect([...(await people.read(['ann', 'bob', 'ann'])).keys()]).toEqual(['ann', 'bob'])
    expect((await people.read(['bob', 'ann'])).get('ann')).toMatchObject({ name: 'Name of ann' })
    expect(await people.isKnown('ann')).toBe(true)
    expect(asked).toEqual([['ann', 'bob']])
  })

  it('who are not known have an empty name, and are asked for again: they may register', async () => {
    const { people, known } = storeOf()
    expect((await people.read(['ann'])).get('ann')).toEqual({ userId: 'ann', name: '', email: null, picture: null })
    expect(await people.isKnown('ann')).toBe(false)
    known.push('ann')
    expect(await people.isKnown('ann')).toBe(true)
    expect((await people.read(['ann'])).get('ann')).toMatchObject({ name: 'Name of ann' })
  })

  it.each(['__proto__', 'constructor', 'toString', '42', '👩‍🚀'])('have any id: %s', async (id) => {
    const { people } = storeOf(id)
    expect(await people.isKnown(id)).toBe(true)
    const read = await people.read([id])
    expect([...read.keys()]).toEqual([id])
    expect(toPerson(read.get(id), 'ann')).toMatchObject({ _id: id, name: `Name of ${id}` })
    expect(await storeOf().people.isKnown(id)).toBe(false)
  })

  it('show their email to callers with a token alone', () => {
    expect(toPerson(record('ann'), 'bob')).toEqual({ _id: 'ann', name: 'Name of ann', email: 'ann@example.org' })
    expect(toPerson(record('ann'), undefined)).toEqual({ _id: 'ann', name: 'Name of ann' })
    expect(toPerson(undefined, undefined)).not.toHaveProperty('email')
    expect(toPerson({ ...record('ann'), email: null }, 'bob').email).toBe('')
  })
})
