import type { Clock, Scheduler, WakeHints } from './ports.ts'

const BEAT_MS = 5_000
const JUMP_MS = 10_000 // a beat that is so late says that the device slept or the tab was frozen

/** Says when a sleep seems to be over: by the hints of the outside, and by a clock that jumped. */
export function watchForWaking(parts: { clock: Clock; scheduler: Scheduler; wakeHints: WakeHints; woke(): void }): {
  close(): void
} {
  const { clock, scheduler, wakeHints, woke } = parts
  let beatAt = clock.now()
  const beat = scheduler.every(BEAT_MS, () => {
    const lateMs = clock.now() - beatAt - BEAT_MS
    beatAt = clock.now()
    if (lateMs >= JUMP_MS) woke()
  })
  const hints = wakeHints.watch(woke)
  return {
    close() {
      beat.cancel()
      hints.cancel()
    },
  }
}
