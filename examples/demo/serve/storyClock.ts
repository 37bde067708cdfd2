/** Time as the story tells it: some days ago at first, and at the end the real one. It never runs back. */
export type StoryClock = {
  now(): number
  /** Jumps to that many minutes before the present. */
  minutesAgo(minutes: number): void
  /** From here on it is the real time. */
  catchUp(): void
}

const BEGIN_MINUTES_AGO = 5 * 24 * 60

export function createStoryClock(): StoryClock {
  const present = Date.now()
  let behindMs = BEGIN_MINUTES_AGO * 60_000
  return {
    now: () => Date.now() - behindMs,
    minutesAgo(minutes) {
      behindMs = Math.min(behindMs, minutes * 60_000 + (Date.now() - present))
    },
    catchUp() {
      behindMs = 0
    },
  }
}
