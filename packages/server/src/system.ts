import { randomBytes } from 'node:crypto'
import type { Clock } from './ports/clock.ts'
import type { Random } from './ports/random.ts'
import type { Scheduler } from './ports/scheduler.ts'

/** The real clock, timers and randomness. Timers do not keep a process alive: its server does. */
export const systemClock: Clock = { now: () => Date.now() }

export const systemRandom: Random = { bytes: (count) => randomBytes(count) }

export const systemScheduler: Scheduler = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref()
    return { cancel: () => clearTimeout(timer) }
  },
  every(periodMs, task) {
    const timer = setInterval(task, periodMs).unref()
    return { cancel: () => clearInterval(timer) }
  },
}
