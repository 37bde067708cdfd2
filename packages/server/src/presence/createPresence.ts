import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Clock } from '../ports/clock.ts'
import type { PresenceLeases } from '../ports/presenceLeases.ts'
import type { Scheduler, Timer } from '../ports/scheduler.ts'
import type { Storage } from '../ports/storage.ts'
import { toIsoTime } from '../time.ts'

/** How long somebody whose transport closed stays online: a reload is back within it, and nothing flaps. */
const RELOAD_GRACE_MS = 5_000

/** How often the last-seen time of everybody online is stored: how much of it a crash can lose. */
const LAST_SEEN_PERIOD_MS = 60_000

export type Status = { userId: string; online: boolean; lastSeen: string | null }

/** Who is online, as their connections come and go (P7). */
export function createPresence(parts: {
  storage: Pick<Storage, 'rooms' | 'users'>
  leases: PresenceLeases
  broadcaster: Broadcaster
  clock: Clock
  scheduler: Scheduler
  onError(error: unknown): void
}) {
  const { storage, leases, broadcaster, clock, scheduler, onError } = parts
  const graces = new Set<Timer>()
  const beat = scheduler.every(LAST_SEEN_PERIOD_MS, () => {
    recordLastSeen(leases.onlineHere()).catch(onError)
  })

  async function recordLastSeen(userIds: string[], at = clock.now()): Promise<void> {
    if (userIds.length > 0) await storage.users.recordLastSeen({ userIds, at })
  }

  /** Tells the people somebody has a direct room with. They are told what is true by then, not what was. */
  async function announce(userId: string, lastSeenAt: number): Promise<void> {
    await recordLastSeen([userId], lastSeenAt)
    const partners = await storage.rooms.readDirectPartners(userId)
    const online = leases.isOnline(userId)
    const payload = { userId, online, lastSeenAt: online ? null : toIsoTime(lastSeenAt) }
    for (const partner of partners) broadcaster.toUser({ userId: partner, name: 'presence', payload })
  }

  function release(userId: string, connectionId: string, lastSeenAt: number): void {
    leases.release(userId, connectionId)
    if (!leases.isOnline(userId)) announce(userId, lastSeenAt).catch(onError)
  }

  return {
    connected(userId: string, connectionId: string): void {
      const wasOnline = leases.isOnline(userId)
      leases.acquire(userId, connectionId)
      if (!wasOnline) announce(userId, clock.now()).catch(onError)
    },

    /** @param reason a connection that timed out was gone for a while already: no grace is left to give */
    disconnected(userId: string, connectionId: string, reason: 'closed' | 'timed_out'): void {
      const closedAt = clock.now()
      if (reason === 'timed_out') {
        release(userId, connectionId, closedAt)
        return
      }
      const grace = scheduler.after(RELOAD_GRACE_MS, () => {
        graces.delete(grace)
        release(userId, connectionId, closedAt)
      })
      graces.add(grace)
    },

    /** Whether somebody is online, for those who share a room with them; to others they are unknown (P5). */
    async status({ actorId, userId }: { actorId: string; userId: string }): Promise<Status> {
      const isVisible = actorId === userId || (await storage.rooms.haveSharedRoom(actorId, userId))
      if (!isVisible) return { userId, online: false, lastSeen: null }
      if (leases.isOnline(userId)) return { userId, online: true, lastSeen: null }
      const [user] = await storage.users.readMany([userId])
      const lastSeenAt = user?.lastSeenAt ?? null
      return { userId, online: false, lastSeen: lastSeenAt === null ? null : toIsoTime(lastSeenAt) }
    },

    /** Stores when everybody online was last seen, and ends the timers. */
    async close(): Promise<void> {
      beat.cancel()
      for (const grace of graces) grace.cancel()
      graces.clear()
      await recordLastSeen(leases.onlineHere())
    },
  }
}

export type Presence = ReturnType<typeof createPresence>
