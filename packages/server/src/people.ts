import type { Person as PersonOnWire } from '@linsta/protocol'
import { LRUCache } from 'lru-cache'
import type { Directory, HostUser } from './directory.ts'
import type { Clock } from './ports/clock.ts'
import type { UserRecord, UserStore } from './ports/userStore.ts'
import { toSearch } from './search.ts'

const CACHED_PEOPLE = 50_000 // people, about 15 MB
const FRESH_MS = 5 * 60 * 1000 // that a name stays in memory: others change it, on other nodes or in the host's app

/** A person's name, picture and, where Linsta keeps the account, email. */
export type Person = Pick<UserRecord, 'userId' | 'name' | 'email' | 'picture'>

export type People = {
  /** Everybody asked for; who is not known has an empty name. */
  read(userIds: Iterable<string>): Promise<Map<string, Person>>
  isKnown(userId: string): Promise<boolean>
  /** Remembers what the host's log-in says of somebody; what it leaves out stays. */
  seen(user: HostUser): Promise<void>
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

/** Somebody in memory. Who is not stored is known from the host's directory alone. */
type Cached = { person: Person; freshUntil: number; isStored: boolean }

/**
 * Names by id, kept in memory, because every list shows them.
 * @param parts.directory asked for those whose name is not stored
 */
export function createPeople(parts: { users: UserStore; clock: Clock; directory?: Directory | undefined }): People {
  const { users, clock, directory } = parts
  const cache = new LRUCache<string, Cached>({ max: CACHED_PEOPLE })

  function keep(person: Person, isStored: boolean): void {
    cache.set(person.userId, { person, freshUntil: clock.now() + FRESH_MS, isStored })
  }

  function findFresh(userId: string): Cached | undefined {
    const cached = cache.get(userId)
    return cached !== undefined && cached.freshUntil > clock.now() ? cached : undefined
  }

  async function read(userIds: Iterable<string>): Promise<Map<string, Person>> {
    const people = new Map<string, Person>()
    const unknown: string[] = []
    for (const userId of new Set(userIds)) {
      const person = findFresh(userId)?.person
      if (person === undefined) unknown.push(userId)
      people.set(userId, person ?? { userId, name: '', email: null, picture: null })
    }
    if (unknown.length === 0) return people
    for (const person of await users.readMany(unknown)) {
      people.set(person.userId, person)
      if (person.name !== '' || directory === undefined) keep(person, true)
    }
    if (directory !== undefined) await askFor(unknown, people)
    return people
  }

  /** Fills in those who have no name yet. */
  async function askFor(userIds: readonly string[], people: Map<string, Person>): Promise<void> {
    const nameless = userIds.filter((userId) => people.get(userId)?.name === '')
    const answer = nameless.length === 0 ? undefined : await directory?.(nameless)
    if (answer === undefined) return
    for (const userId of nameless) {
      const { name = '', picture = null } = answer.get(userId) ?? {}
      const person = { userId, name, email: null, picture }
      people.set(userId, person)
      keep(person, false)
    }
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
    async seen({ userId, name, picture }) {
      if (!name && picture === undefined) return
      const cached = findFresh(userId)
      const isSame = (known: Pick<Person, 'name' | 'picture'>) =>
        (name || known.name) === known.name && (picture === undefined || picture === known.picture)
      if (cached?.isStored === true && isSame(cached.person)) return
      const [stored] = await users.readMany([userId])
      if (!isSame(stored ?? { name: '', picture: null })) {
        await users.setProfile({ userId, name: name || undefined, picture })
        cache.delete(userId)
      } else if (stored !== undefined) keep(stored, true)
    },
    async isKnown(userId) {
      return findFresh(userId)?.isStored === true || (await users.readMany([userId])).length > 0
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
