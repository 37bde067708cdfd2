import type { RoomEntry } from '@linsta/protocol'

const EARLY_MAX = 500 // entries kept for a room until it is known again; those beyond are fetched

/**
 * Whether the server has told, on the present link, where a room's log ends. Until then nothing may be put on top of what
 * is known of it, or laid beside it: an older backup may run there, whose log is another one.
 */
export type Confirmation = {
  readonly isConfirmed: boolean
  /** Resolves when it is, with false if the link ended before. */
  wait(): Promise<boolean>
  /** Keeps an entry until then. */
  keep(entry: RoomEntry): void
  /** Hands over what was kept, in order; `isComplete`: nothing had to be dropped. */
  confirm(): { entries: readonly RoomEntry[]; isComplete: boolean }
  /** What waited for the confirmation may go on: after `confirm`, when what was kept is in its place. */
  release(): void
  revoke(): void
}

export function createConfirmation(): Confirmation {
  let isConfirmed = false
  let isComplete = true
  let early: RoomEntry[] = []
  let waiting: ((isConfirmed: boolean) => void)[] = []

  function release(): void {
    const released = waiting
    waiting = []
    for (const resolve of released) resolve(isConfirmed)
  }

  return {
    get isConfirmed() {
      return isConfirmed
    },
    wait: () => (isConfirmed ? Promise.resolve(true) : new Promise((resolve) => waiting.push(resolve))),
    keep(entry) {
      if (early.length < EARLY_MAX) early.push(entry)
      else isComplete = false
    },
    confirm() {
      const kept = { entries: early, isComplete }
      isConfirmed = true
      isComplete = true
      early = []
      return kept
    },
    release,
    revoke() {
      isConfirmed = false
      isComplete = true
      early = []
      release()
    },
  }
}
