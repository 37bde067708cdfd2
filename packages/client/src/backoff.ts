import type { Random } from './ports.ts'

const BASE_MS = 500 // the first wait is at most this long
const CAP_MS = 30_000 // somebody who waits looks again about that often

export type Backoff = {
  /** Milliseconds to wait before the next try: each time up to twice as long, at random from half of it on. */
  next(): number
  /** The last try went well. */
  reset(): void
}

/** Exponential with equal jitter: clients that were cut off together do not come back together. */
export function createBackoff(random: Random): Backoff {
  let tries = 0
  return {
    next() {
      const most = Math.min(CAP_MS, BASE_MS * 2 ** tries)
      tries += 1
      return Math.round(most / 2 + (most / 2) * fraction(random))
    },
    reset() {
      tries = 0
    },
  }
}

/** From 0 inclusive to 1 exclusive. */
function fraction(random: Random): number {
  return random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32
}
