import type { Clock, Random, Scheduler } from '../src/ports.ts'

export type FakeTime = {
  clock: Clock
  scheduler: Scheduler
  random: Random
  /** Lets `ms` milliseconds pass: every timer that is due runs in its turn, and what it sets off settles before the next. */
  pass(ms: number): Promise<void>
  /** The device sleeps: time passes, no timer runs until it is over. */
  sleep(ms: number): void
  /** Timers that nobody cancelled. */
  readonly timers: number
}

/** What promises set off is done; no time passes. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createFakeTime(seed = 1): FakeTime {
  type Task = { at: number; order: number; periodMs: number | null; run(): void }
  const tasks = new Set<Task>()
  let now = Date.UTC(2026, 0, 1)
  let order = 0
  let state = seed >>> 0 || 1

  function add(delayMs: number, periodMs: number | null, run: () => void) {
    order += 1
    const task = { at: now + Math.max(0, delayMs), order, periodMs, run }
    tasks.add(task)
    return { cancel: () => void tasks.delete(task) }
  }

  function nextDue(until: number): Task | undefined {
    let first: Task | undefined
    for (const task of tasks) {
      if (task.at > until) continue
      if (first === undefined || task.at < first.at || (task.at === first.at && task.order < first.order)) first = task
    }
    return first
  }

  return {
    clock: { now: () => now },
    scheduler: {
      after: (delayMs, task) => add(delayMs, null, task),
      every: (periodMs, task) => add(periodMs, periodMs, task),
    },
    random: {
      bytes: (count) =>
        Uint8Array.from({ length: count }, () => {
          // xorshift32
          state ^= state << 13
          state ^= state >>> 17
          state ^= state << 5
          return state & 255
        }),
    },
    async pass(ms) {
      const until = now + ms
      await settle()
      for (let task = nextDue(until); task !== undefined; task = nextDue(until)) {
        now = Math.max(now, task.at)
        if (task.periodMs === null) tasks.delete(task)
        else task.at = now + task.periodMs
        task.run()
        await settle()
      }
      now = until
    },
    sleep(ms) {
      now += ms
    },
    get timers() {
      return tasks.size
    },
  }
}
