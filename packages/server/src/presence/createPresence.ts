import type { Presence as PresenceOnWire } from '@linsta/protocol'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Clock } from '../ports/clock.ts'
import type { PresenceLeases } from '../ports/presenceLeases.ts'
import type { Scheduler, Timer } from '../ports/scheduler.ts'
import type { Storage } from '../ports/storage.ts'
import type { PrivacyState } from '../ports/userStore.ts'
import type { Privacy } from '../privacy.ts'
import { toIsoTime } from '../time.ts'

/** How long somebody whose transport closed stays online: a reload is back within it, and nothing flaps. */
const RELOAD_GRACE_MS = 5_000

/** How long changes are gathered before they are told: who comes and goes within it is told once. */
const GATHER_MS = 100

/** How often the last-seen time of everybody online is stored: how much of it a crash can lose. */
const LAST_SEEN_PERIOD_MS = 60_000

export type Status = { userId: string; online: boolean; lastSeen: string | null }

/** Who is online, as their connections come and go (P7). The invisible are offline, and were never seen, to others. */
export function createPresence(parts: {
  storage: Pick<Storage, 'rooms' | 'users'>
  leases: PresenceLeases
  privacy: Privacy
  broadcaster: Broadcaster
  clock: Clock
  scheduler: Scheduler
  onError(error: unknown): void
}) {
  const { storage, leases, privacy, broadcaster, clock, scheduler, onError } = parts
  const graces = new Set<Timer>()
  /** Who changed, and when they were last seen, until it is told. */
  const changed = new Map<string, number>()
  let gathering: Timer | undefined
  let isClosed = false
  const beat = scheduler.every(LAST_SEEN_PERIOD_MS, () => {
    recordLastSeen(leases.onlineHere()).catch(onError)
  })

  async function recordLastSeen(userIds: string[], at = clock.now()): Promise<void> {
    if (userIds.length > 0) await storage.users.recordLastSeen({ userIds, at })
  }

  const isShownOnline = (userId: string): boolean => leases.isOnline(userId) && !privacy.of(userId).invisible

  function announceSoon(userId: string, lastSeenAt: number): void {
    // What was under way when it was closed, such as a change of privacy, comes here still.
    if (isClosed) return
    changed.set(userId, lastSeenAt)
    gathering ??= scheduler.after(GATHER_MS, () => {
      gathering = undefined
      const all = [...changed]
      changed.clear()
      announceAll(all).catch(onError)
    })
  }

  /** Somebody came or went. Of the invisible nobody is told: that they are offline, once more, would tell it. */
  function cameOrWent(userId: string, at: number): void {
    if (privacy.of(userId).invisible) recordLastSeen([userId], at).catch(onError)
    else announceSoon(userId, at)
  }

  async function announceAll(all: [userId: string, lastSeenAt: number][]): Promise<void> {
    // In one command: many come at once, after a restart say.
    const here = all.filter(([userId]) => leases.isOnline(userId)).map(([userId]) => userId)
    const gone = all.filter(([userId]) => !leases.isOnline(userId))
    // A disk that is full takes no times, and people come and go all the same.
    await Promise.all([recordLastSeen(here), ...gone.map(([userId, at]) => recordLastSeen([userId], at))]).catch(
      onError,
    )
    for (const [userId, lastSeenAt] of all) announce(userId, lastSeenAt).catch(onError)
  }

  /** Tells those who may know: the people of direct rooms, and who watches. They are told what is true by then. */
  async function announce(userId: string, lastSeenAt: number): Promise<void> {
    const partners = new Set(await storage.rooms.readDirectPartners(userId))
    const others = [...broadcaster.watchersOf(userId)].filter((watcher) => !partners.has(watcher))
    const watchers = new Set<string>()
    for (const watcher of others) if (await mayKnow(watcher, userId)) watchers.add(watcher)
    const online = isShownOnline(userId)
    const isHidden = privacy.of(userId).invisible
    const payload = { userId, online, lastSeenAt: online || isHidden ? null : toIsoTime(lastSeenAt) }
    for (const partner of partners) broadcaster.toUser({ userId: partner, name: 'presence', payload })
    broadcaster.toWatchers({
      watchedId: userId,
      name: 'presence',
      payload,
      mayHear: (watcher) => watchers.has(watcher),
    })
  }

  /** Those who share a room with somebody, and they themselves; to others they are unknown (P5). */
  const mayKnow = async (actorId: string, userId: string): Promise<boolean> =>
    actorId === userId || storage.rooms.haveSharedRoom(actorId, userId)

  function release(userId: string, connectionId: string, lastSeenAt: number): void {
    leases.release(userId, connectionId)
    if (!leases.isOnline(userId)) cameOrWent(userId, lastSeenAt)
  }

  async function status({ actorId, userId }: { actorId: string; userId: string }): Promise<Status> {
    const isSelf = actorId === userId
    if (!(await mayKnow(actorId, userId))) return { userId, online: false, lastSeen: null }
    if (isSelf ? leases.isOnline(userId) : isShownOnline(userId)) return { userId, online: true, lastSeen: null }
    const [user] = await storage.users.readMany([userId])
    const lastSeenAt = privacy.of(userId).invisible && !isSelf ? null : (user?.lastSeenAt ?? null)
    return { userId, online: false, lastSeen: lastSeenAt === null ? null : toIsoTime(lastSeenAt) }
  }

  return {
    connected(userId: string, connectionId: string): void {
      const wasOnline = leases.isOnline(userId)
      leases.acquire(userId, connectionId)
      if (!wasOnline) cameOrWent(userId, clock.now())
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
    status,

    /** The same of many, as one watches them. */
    async read({ actorId, userIds }: { actorId: string; userIds: string[] }): Promise<PresenceOnWire[]> {
      const statuses = await Promise.all(userIds.map((userId) => status({ actorId, userId })))
      return statuses.map(({ userId, online, lastSeen }) => ({ userId, online, lastSeenAt: lastSeen }))
    },

    getPrivacy: ({ actorId }: { actorId: string }): PrivacyState => privacy.of(actorId),

    /** Changes what one shows. Who becomes invisible goes offline to others at once. */
    async setPrivacy(command: {
      actorId: string
      receipts?: boolean | undefined
      invisible?: boolean | undefined
    }): Promise<PrivacyState> {
      const { actorId, ...change } = command
      const before = privacy.of(actorId)
      const after = await privacy.set(actorId, change)
      if (before.invisible !== after.invisible && leases.isOnline(actorId)) announceSoon(actorId, clock.now())
      return after
    },

    /** Ends the timers, and stores when everybody online was last seen if it can. */
    async close(): Promise<void> {
      isClosed = true
      beat.cancel()
      gathering?.cancel()
      for (const grace of graces) grace.cancel()
      graces.clear()
      await recordLastSeen(leases.onlineHere()).catch(onError)
    },
  }
}

export type Presence = ReturnType<typeof createPresence>
