import type { Connection } from './connection.ts'

/*
 * Who hears what: sets of connections by name. They are ours and not Socket.IO's rooms, so that an event is encoded
 * once and handed to each connection without anything made for the broadcast, and so that whatever carries
 * connections, such as a simulated network, is broadcast to by the same code.
 */

/** The connections that joined a room, as first-generation clients do. */
export const roomAudience = (chatRoomId: string): string => `room:${chatRoomId}`
/** Every connection of a user, from connecting on. */
export const userAudience = (userId: string): string => `user:${userId}`
/** The connections that watch a user's presence. */
export const watchersAudience = (userId: string): string => `presence:${userId}`

export type Audiences = {
  members(audience: string): Iterable<Connection>
  /** Every connection is in its user's audience from here on, until it is forgotten. */
  connected(connection: Connection): void
  enter(audience: string, connection: Connection): void
  leave(audience: string, connection: Connection): void
  /** Takes a connection that is gone out of everything. */
  forget(connection: Connection): void
}

const NOBODY: readonly Connection[] = []

export function createAudiences(): Audiences {
  // Most have one member, such as somebody's only connection, which needs no set of its own.
  const members = new Map<string, Connection | Set<Connection>>()

  function remove(audience: string, connection: Connection): void {
    const there = members.get(audience)
    if (there === connection) members.delete(audience)
    if (!(there instanceof Set)) return
    there.delete(connection)
    if (there.size === 0) members.delete(audience)
  }

  function add(audience: string, connection: Connection): void {
    const there = members.get(audience)
    if (there === undefined) members.set(audience, connection)
    else if (there instanceof Set) there.add(connection)
    else if (there !== connection) members.set(audience, new Set([there, connection]))
  }

  return {
    connected: (connection) => add(userAudience(connection.userId), connection),
    members(audience) {
      const there = members.get(audience)
      if (there === undefined) return NOBODY
      return there instanceof Set ? there : [there]
    },
    enter(audience, connection) {
      add(audience, connection)
      connection.audiences.add(audience)
    },
    leave(audience, connection) {
      remove(audience, connection)
      connection.audiences.delete(audience)
    },
    forget(connection) {
      remove(userAudience(connection.userId), connection)
      for (const audience of connection.audiences) remove(audience, connection)
      connection.audiences.clear()
    },
  }
}
