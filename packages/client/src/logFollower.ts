import type { Position } from '@linsta/protocol'

const HELD_MAX = 500 // entries kept ahead of a gap; those beyond are read again when it is healed

/**
 * Follows a log (a room's, an inbox's) strictly in order: an entry is applied only right behind the one before. What is
 * ahead waits until the gap is closed; what is behind was applied before.
 */
export type LogFollower<Entry> = {
  /** The last entry applied; null before the first `startAt`, until which everything waits. */
  readonly position: Position | null
  /** Whether entries are known to be missing. */
  readonly isBehind: boolean
  /** How many positions the log is known to be ahead of what was applied. */
  readonly lag: number
  /** `known`: it lies at or before the position, and nothing was done. `conflict`: another one lies at the position. */
  offer(entry: Entry): 'applied' | 'held' | 'known' | 'conflict'
  /** Everything up to `start` is had by other means: goes on from there, also backwards. */
  startAt(start: Position): void
  /** What is known of the log is void: waits for the next `startAt`. */
  restart(): void
  /** The link is gone: what it brought ahead of a gap may be of a log that is no more. */
  forgetAhead(): void
  /** There is an entry at `seq`, though it did not come. */
  expect(seq: number): void
}

export function createLogFollower<Entry extends { seq: number; id: string }>(
  apply: (entry: Entry) => void,
): LogFollower<Entry> {
  let position: Position | null = null
  let lastKnownSeq = 0
  const held = new Map<number, Entry>()

  function applyHeld(): void {
    for (;;) {
      const next = position === null ? undefined : held.get(position.seq + 1)
      if (next === undefined) return
      held.delete(next.seq)
      position = { seq: next.seq, id: next.id }
      apply(next)
    }
  }

  return {
    get position() {
      return position
    },
    get isBehind() {
      return position !== null && lastKnownSeq > position.seq
    },
    get lag() {
      return position === null ? 0 : Math.max(0, lastKnownSeq - position.seq)
    },
    offer(entry) {
      if (position !== null && entry.seq <= position.seq) {
        return entry.seq === position.seq && entry.id !== position.id ? 'conflict' : 'known'
      }
      lastKnownSeq = Math.max(lastKnownSeq, entry.seq)
      if (held.size < HELD_MAX || entry.seq === (position?.seq ?? -1) + 1) held.set(entry.seq, entry)
      applyHeld()
      return position !== null && entry.seq <= position.seq ? 'applied' : 'held'
    },
    startAt(start) {
      position = start
      for (const seq of held.keys()) if (seq <= start.seq) held.delete(seq)
      lastKnownSeq = Math.max(lastKnownSeq, start.seq)
      applyHeld()
    },
    restart() {
      position = null
      lastKnownSeq = 0
      held.clear()
    },
    forgetAhead() {
      lastKnownSeq = position?.seq ?? 0
      held.clear()
    },
    expect(seq) {
      lastKnownSeq = Math.max(lastKnownSeq, seq)
    },
  }
}
