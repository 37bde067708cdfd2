import { LinstaError } from '@linsta/protocol'

const ATTEMPTS_MAX = 60 // each time somebody else was first: with the pauses between them about five seconds
const PAUSE_MAX_MS = 100
const PAUSES_FROM = 2 // the second attempt knows what made the first one fail, and comes at once

/**
 * Lets others go first, for longer each time and by chance, so that those who want the same place do not meet again.
 * @throws LinstaError `unavailable` when there were enough attempts
 */
export async function pauseBeforeAttempt(attempt: number): Promise<void> {
  if (attempt < PAUSES_FROM) return
  if (attempt >= ATTEMPTS_MAX) throw new LinstaError('unavailable')
  const longestMs = Math.min(2 ** (attempt - PAUSES_FROM), PAUSE_MAX_MS)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs))
}
