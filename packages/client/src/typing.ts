import { TYPING_MS } from '@linsta/protocol/bounds'
import type { Clock, Scheduler, Timer } from './ports.ts'

const TELL_PERIOD_MS = 3_000 // half of what a word lasts, so that one may get lost

/** Who is typing in one room: each for `TYPING_MS` after they last said so, or until their message is there. */
export type Typists = {
  /** In the order they began. */
  list(): readonly string[]
  heard(userId: string): void
  ended(userId: string): void
  clear(): void
}

export function createTypists(scheduler: Scheduler, changed: () => void): Typists {
  const timers = new Map<string, Timer>()

  function ended(userId: string): void {
    const timer = timers.get(userId)
    if (timer === undefined) return
    timer.cancel()
    timers.delete(userId)
    changed()
  }

  return {
    list: () => [...timers.keys()],
    heard(userId) {
      const before = timers.get(userId)
      before?.cancel()
      timers.set(
        userId,
        scheduler.after(TYPING_MS, () => ended(userId)),
      )
      if (before === undefined) changed()
    },
    ended,
    clear() {
      for (const userId of [...timers.keys()]) ended(userId)
    },
  }
}

/** Passes on that one is typing, at most every 3 s. */
export function createTypingNotice(clock: Clock, tell: () => void): () => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return () => {
    if (clock.now() - toldAt < TELL_PERIOD_MS) return
    toldAt = clock.now()
    tell()
  }
}
