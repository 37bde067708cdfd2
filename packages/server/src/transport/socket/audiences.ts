import type { Connection } from './connection.ts'

/*
 * Who hears what: sets of connections by name. They are ours and not Socket.IO's rooms, so that an event is encoded
 * once and handed to each connection without anything made for the broadcast, and so that whatever carries
 * connections, such as a simulated network, is broadcast to by the same code.
 */

/** The connections that joined a room, as first-generation clients do. */
export const roomAudience = (chatRoomId: string): string => `room:${chatRoomId}`
/** Every connection of a user. */
export const userAudience = (userId: string): string => `user:${userId}`
/** The user's connections that want notifications. */
export const inboxAudience = (userId: string): string => `inbox:${userId}`

/** The user's connections that are in sync: they hear what happens in all their user's rooms. */
export const syncedAudience = (userId: string): string => `synced:${userId}`
/** The connections that watch a user's presence. */
export const watchersAudience = (userId: string): string => `presence:${userId}`

const NOBODY: ReadonlySet<Connection> = new Set()

export type Audiences = {
  members(audience: string): ReadonlySet<Connection>
  enter(audience: string, connection: Connection): void
  leave(audience: string, connection: Connection): void
  /** Takes a connection that is gone out of everything. */
  forget(connection: Connection): void
}

export function createAudiences(): Audiences {
  const members = new Map<string, Set<Connection>>()

  function remove(audience: string, connection: Connection): void {
    const set = members.get(audience)
    set?.delete(connection)
    if (set?.size === 0) members.delete(audience)
  }

  return {
    members: (audience) => members.get(audience) ?? NOBODY,
    enter(audience, connection) {
      const set = members.get(audience)
      if (set === undefined) members.set(audience, new Set([connection]))
      else set.add(connection)
      connection.audiences.add(audience)
    },
    leave(audience, connection) {
      remove(audience, connection)
      connection.audiences.delete(audience)
    },
    forget(connection) {
      for (const audience of connection.audiences) remove(audience, connection)
      connection.audiences.clear()
    },
  }
}
