import type { PresenceLeases } from '../../ports/presenceLeases.ts'

/** The leases of a single node, in its memory. */
export function createLocalLeases(): PresenceLeases {
  const connectionsByUser = new Map<string, Set<string>>()
  return {
    acquire(userId, connectionId) {
      const connections = connectionsByUser.get(userId)
      if (connections === undefined) connectionsByUser.set(userId, new Set([connectionId]))
      else connections.add(connectionId)
    },
    release(userId, connectionId) {
      const connections = connectionsByUser.get(userId)
      connections?.delete(connectionId)
      if (connections?.size === 0) connectionsByUser.delete(userId)
    },
    isOnline: (userId) => connectionsByUser.has(userId),
    onlineHere: () => [...connectionsByUser.keys()],
  }
}
