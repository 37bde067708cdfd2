import type { Connection } from './connection.ts'

/*
 * Who hears what: sets of connections by name. They are ours and not Socket.IO's rooms, so that an event is encoded
 * once and handed to each connection without anything made for the broadcast, and so that whatever carries
 * connections, such as a simulated network, is broadcast to by the same code.
 */

/** The connections that joined a room, as first-generation clients do. */
export const roomAudience = (chatRoomId: string): string => `room:${chatRoomId}`
/** The connections that watch a user's presence. */
export const watchersAudience = (userId: string): string => `presence:${userId}`

export type Audiences = {
  members(audience: string): Iterable<Connection>
  /** Every connection of a user, from connecting on. */
  ofUser(userId: string): Iterable<Connection>
  /** Every connection is among its user's from here on, until it is forgotten. */
  connected(connection: Connection): void
  enter(audience: string, connection: Connection): void
  leave(audience: string, connection: Connection): void
  /** Takes a connection that is gone out of everything. */
  forget(connection: Connection): void
}

export function createAudiences(): Audiences {
  const audiences = createSets()
  const users = createSets()

  return {
    members: audiences.members,
    ofUser: users.members,
    connected: (connection) => users.add(connection.userId, connection),
    enter(audience, connection) {
      audiences.add(audience, connection)
      connection.audiences.add(audience)
    },
    leave(audience, connection) {
      audiences.remove(audience, connection)
      connection.audiences.delete(audience)
    },
    forget(connection) {
      users.remove(connection.userId, connection)
      for (const audience of connection.audiences) audiences.remove(audience, connection)
      connection.audiences.clear()
    },
  }
}

const NOBODY: readonly Connection[] = []

/** Sets of connections by name. Most have one member, such as somebody's only connection, and need no set of their own. */
function createSets() {
  const sets = new Map<string, Connection | Set<Connection>>()
  return {
    members(name: string): Iterable<Connection> {
      const there = sets.get(name)
      if (there === undefined) return NOBODY
      return there instanceof Set ? there : [there]
    },
    add(name: string, connection: Connection): void {
      const there = sets.get(name)
      if (there === undefined) sets.set(name, connection)
      else if (there instanceof Set) there.add(connection)
      else if (there !== connection) sets.set(name, new Set([there, connection]))
    },
    remove(name: string, connection: Connection): void {
      const there = sets.get(name)
      if (there === connection) sets.delete(name)
      if (!(there instanceof Set)) return
      there.delete(connection)
      if (there.size === 0) sets.delete(name)
    },
  }
}
