import type { Clock, Scheduler, Timer } from './ports.ts'
import { readToken } from './token.ts'

const EARLY_MS = 60_000 // before the end, at most: time for several tries
const EARLY_SHARE = 0.2 // of what is left, for tokens that live shorter
const AGAIN_MS = 5_000 // between tries, also where `getToken` keeps giving the same token
const WAIT_MAX_MS = 3_600_000 // timers overflow at 24.8 days, and clocks are set: look again each hour

export type TokenRefresh = {
  /** A link was opened with `token`. */
  start(token: string): void
  stop(): void
}

/**
 * Hands the server a new token before the one of the open link runs out, so that the link lives on. Where that fails the
 * server closes the link, and the next try asks for a token anyway.
 */
export function createTokenRefresh(parts: {
  clock: Clock
  scheduler: Scheduler
  getToken(): Promise<string>
  acceptToken(token: string): boolean
  /** Answers until when the new token is good. */
  send(token: string): Promise<{ expiresAt: string }>
}): TokenRefresh {
  const { clock, scheduler } = parts
  // Raised by each start and stop: what an earlier one still does is void.
  let round = 0
  let timer: Timer | null = null

  function waitUntil(due: number): void {
    const own = round
    timer = scheduler.after(Math.min(Math.max(due - clock.now(), 0), WAIT_MAX_MS), () => {
      if (clock.now() < due) waitUntil(due)
      else void refresh(own)
    })
  }

  function planFor(expiresAt: number): void {
    const left = expiresAt - clock.now()
    waitUntil(clock.now() + Math.max(left - Math.min(EARLY_MS, left * EARLY_SHARE), AGAIN_MS))
  }

  async function refresh(own: number): Promise<void> {
    try {
      const token = await parts.getToken()
      if (own !== round || !parts.acceptToken(token)) return
      const { expiresAt } = await parts.send(token)
      if (own === round) planFor(Date.parse(expiresAt))
    } catch {
      if (own === round) waitUntil(clock.now() + AGAIN_MS)
    }
  }

  return {
    start(token) {
      round += 1
      const { expiresAt } = readToken(token)
      if (expiresAt !== undefined) planFor(expiresAt)
    },
    stop() {
      round += 1
      timer?.cancel()
    },
  }
}
