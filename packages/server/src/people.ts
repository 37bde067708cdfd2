import type { Person as PersonOnWire } from '@linsta/protocol'
import { LRUCache } from 'lru-cache'
import type { UserRecord, UserStore } from './ports/userStore.ts'
import { toSearch } from './search.ts'

const CACHED_PEOPLE = 50_000 // people, about 15 MB

/** A person's name, picture and, where Linsta keeps the account, email. */
export type Person = Pick<UserRecord, 'userId' | 'name' | 'email' | 'picture'>

export type People = {
  /** Everybody asked for; who is not known has an empty name. */
  read(userIds: Iterable<string>): Promise<Map<string, Person>>
  isKnown(userId: string): Promise<boolean>
  /** Others whose name has `search` in it; everybody without it. By name. */
  search(page: { actorId: string; search: string | undefined; limit: number; skip: number }): Promise<PersonOnWire[]>
  /** Changes what one shows of oneself. */
  setProfile(command: {
    actorId: string
    name?: string | undefined
    picture?: string | null | undefined
  }): Promise<PersonOnWire>
  /** Oneself, with one's own email. */
  getProfile(command: { actorId: string }): Promise<PersonOnWire>
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

  async function getProfile({ actorId }: { actorId: string }): Promise<PersonOnWire> {
    return toPerson((await read([actorId])).get(actorId), actorId)
  }

  return {
    read,
    async search({ actorId, search, limit, skip }) {
      const found = await users.search({ search: toSearch(search), exceptUserId: actorId, limit, skip })
      return found.map((person) => toPerson(person, undefined))
    },
    getProfile,
    async setProfile({ actorId, name, picture }) {
      await users.setProfile({ userId: actorId, name, picture })
      cache.delete(actorId)
      return getProfile({ actorId })
    },
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
    ...(person?.picture ? { picture: person.picture } : {}),
  }
}
