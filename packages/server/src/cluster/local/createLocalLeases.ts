import type { PresenceLeases } from '../../ports/presenceLeases.ts'

/** The leases of a single node, in its memory: how many each user holds. */
export function createLocalLeases(): PresenceLeases {
  const held = new Map<string, number>()
  return {
    acquire(userId) {
      held.set(userId, (held.get(userId) ?? 0) + 1)
    },
    release(userId) {
      const left = (held.get(userId) ?? 0) - 1
      if (left > 0) held.set(userId, left)
      else held.delete(userId)
    },
    isOnline: (userId) => held.has(userId),
    onlineHere: () => [...held.keys()],
  }
}
