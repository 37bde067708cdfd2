import type { Presence } from '@linsta/protocol'
import { PRESENCE_USERS_MAX } from '@linsta/protocol/bounds'
import type { Calls } from './calls.ts'
import type { Scheduler, Timer } from './ports.ts'
import { createSubscribable, type Subscribable } from './subscribable.ts'

const GATHER_MS = 50 // a screen that is drawn watches all its people in one call

/** By user id. Somebody who is not in it is not known: neither watched nor a partner of a direct room. */
export type PresenceSnapshot = ReadonlyMap<string, Presence>

/** Who is online. */
export type PresenceWatch = Subscribable<PresenceSnapshot> & {
  /**
   * Watches people until the returned function is called; several may watch the same ones. At most 500 are watched at a
   * time, those named last. Partners of direct rooms are told by themselves where they change. Never throws.
   */
  watch(userIds: readonly string[]): () => void
}

export type PresenceKeeper = {
  readonly api: PresenceWatch
  received(presence: Presence): void
  /** A new link is in step: it watches nobody yet. */
  opened(): void
  /** The link is gone: what it told by itself is not known any more, what is watched stays until it is told anew. */
  ended(): void
  close(): void
}

export function createPresence(calls: Pick<Calls, 'request'>, scheduler: Scheduler): PresenceKeeper {
  const watchers = new Map<string, number>()
  const known = new Map<string, Presence>()
  let timer: Timer | null = null
  // Answers to a set that was replaced meanwhile are void.
  let sets = 0

  const subscribable = createSubscribable<PresenceSnapshot>(() => new Map(known))

  const send = async (): Promise<void> => {
    timer = null
    const own = ++sets
    const userIds = [...watchers.keys()].slice(-PRESENCE_USERS_MAX)
    try {
      const answer = await calls.request('subscribe_presence', { userIds }, { patienceMs: Number.POSITIVE_INFINITY })
      if (own === sets) for (const presence of answer.presence) take(presence)
    } catch {
      // Refused or closed: they stay unknown.
    }
  }

  function sendSoon(): void {
    timer ??= scheduler.after(GATHER_MS, () => void send())
  }

  function take(presence: Presence): void {
    const before = known.get(presence.userId)
    if (before?.online === presence.online && before.lastSeenAt === presence.lastSeenAt) return
    known.set(presence.userId, presence)
    subscribable.changed()
  }

  function unwatch(userId: string): void {
    const left = (watchers.get(userId) ?? 0) - 1
    if (left > 0) watchers.set(userId, left)
    else watchers.delete(userId)
  }

  return {
    api: {
      ...subscribable,
      watch(userIds) {
        const own = new Set(userIds)
        for (const userId of own) {
          const count = watchers.get(userId) ?? 0
          // Behind all others: the last ones named are the ones that are watched.
          watchers.delete(userId)
          watchers.set(userId, count + 1)
          if (count === 0) sendSoon()
        }
        return () => {
          for (const userId of own) {
            unwatch(userId)
            if (!watchers.has(userId)) sendSoon()
          }
          own.clear()
        }
      },
    },
    received: take,
    opened() {
      if (watchers.size > 0) sendSoon()
    },
    ended() {
      for (const userId of known.keys()) if (!watchers.has(userId)) known.delete(userId)
      subscribable.changed()
    },
    close() {
      timer?.cancel()
    },
  }
}
