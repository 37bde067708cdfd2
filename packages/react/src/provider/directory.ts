import type { Rest } from '@linsta/client/rest'
import type { Person } from '../types.ts'

const ASK_AGAIN_MS = 5_000 // a room that the last answer lacked is asked for again no sooner

/**
 * Who is in which room, for lists: heads of groups name nobody. One REST call brings all rooms' people; an open room
 * teaches what is newer.
 */
export type Directory = {
  subscribe(listener: () => void): () => void
  /** Undefined until it is known. The same list until it changed. */
  peopleOf(chatRoomId: string): readonly Person[] | undefined
  personOf(userId: string): Person | undefined
  /** Asks for the people of a room that is not known. */
  want(chatRoomId: string): void
  learn(chatRoomId: string, people: readonly Person[]): void
}

export function createDirectory(rest: Rest | null): Directory {
  const listeners = new Set<() => void>()
  const rooms = new Map<string, readonly Person[]>()
  const people = new Map<string, Person>()
  let askedAt = Number.NEGATIVE_INFINITY
  let isAsking = false

  function keep(chatRoomId: string, list: readonly Person[]): void {
    rooms.set(chatRoomId, list)
    for (const person of list) people.set(person._id, person)
  }

  async function ask(using: Rest): Promise<void> {
    isAsking = true
    askedAt = Date.now()
    try {
      for (const room of await using('listRooms', {})) if (!rooms.has(room._id)) keep(room._id, room.participants)
      tell()
    } catch {
      // They stay unnamed until the next one is wanted.
    } finally {
      isAsking = false
    }
  }

  function tell(): void {
    for (const listener of [...listeners]) listener()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    peopleOf: (chatRoomId) => rooms.get(chatRoomId),
    personOf: (userId) => people.get(userId),
    want(chatRoomId) {
      if (rest === null || rooms.has(chatRoomId) || isAsking || Date.now() - askedAt < ASK_AGAIN_MS) return
      void ask(rest)
    },
    learn(chatRoomId, list) {
      const known = rooms.get(chatRoomId)
      if (known?.length === list.length && list.every((person, place) => person === known[place])) return
      keep(chatRoomId, list)
      tell()
    },
  }
}
