import type { Person as PersonOnWire } from '@linsta/protocol'
import { LRUCache } from 'lru-cache'
import type { UserRecord, UserStore } from './ports/userStore.ts'

const CACHED_PEOPLE = 50_000 // people, about 15 MB

/** A person's name, picture and, where Linsta keeps the account, email. */
export type Person = Pick<UserRecord, 'userId' | 'name' | 'email' | 'picture'>

export type People = {
  /** Everybody asked for; who is not known has an empty name. */
  read(userIds: Iterable<string>): Promise<Map<string, Person>>
  isKnown(userId: string): Promise<boolean>
}

/** Names by id, kept in memory, because every list shows them. */
export function createPeople({ users }: { users: UserStore }): People {
  const cache = new LRUCache<string, Person>({ max: CACHED_PEOPLE })

  async function read(userIds: Iterable<string>): Promise<Map<string, Person>> {
    const people = new Map<string, Person>()
    const unknown: string[] = []
    for (const userId of new Set(userIds)) {
      const person = cache.get(userId)
      if (person === undefined) unknown.push(userId)
      people.set(userId, person ?? { userId, name: '', email: null, picture: null })
    }
    if (unknown.length > 0) {
      for (const person of await users.readMany(unknown)) {
        cache.set(person.userId, person)
        people.set(person.userId, person)
      }
    }
    return people
  }

  return {
    read,
    async isKnown(userId) {
      return cache.has(userId) || (await users.readMany([userId])).length > 0
    },
  }
}

/** A person as others see them; `viewerId` is undefined where the caller brought no token, and then sees no email. */
export function toPerson(person: Person | undefined, viewerId: string | undefined): PersonOnWire {
  return {
    _id: person?.userId ?? '',
    name: person?.name ?? '',
    ...(viewerId === undefined ? {} : { email: person?.email ?? '' }),
  }
}
