import type { Message, MessagesAnswer, Position, RoomEntry } from '@linsta/protocol'
import { createLogFollower } from './logFollower.ts'
import { createPageWindow } from './pageWindow.ts'

/**
 * The messages of a room that are loaded: pages and entries go in, in whatever order they arrive, and a window comes out
 * that never has a hole and never an older state after a newer one. No I/O: whoever holds it fetches what it lacks.
 */
export type Timeline = {
  /** The last entry applied; null until the first page. */
  readonly position: Position | null
  /** Entries are missing: fetch the changes since `position`. */
  readonly isBehind: boolean
  /** How many positions are missing at least. */
  readonly lag: number
  /** Oldest first. A live view: copy it to keep it. */
  readonly messages: readonly Message[]
  readonly hasMoreBefore: boolean
  readonly hasMoreAfter: boolean
  /** An entry, live or caught up: applied in its turn. `conflict`: it is of another log than what is loaded. */
  offer(entry: RoomEntry): 'taken' | 'conflict'
  /** A message's newer state, by itself. */
  update(message: Message): void
  /** There is an entry at `seq`, though it did not come. */
  expect(seq: number): void
  /** A page becomes the window: the newest, or one around a place. What happened after it was read is then missing. */
  start(page: MessagesAnswer): void
  /** The page before the oldest message, `before` being its `seq`. Ignored where the window was replaced. */
  addOlder(before: number, page: MessagesAnswer): void
  /** The page after the newest message, `after` being its `seq`. Ignored where the window was replaced. */
  addNewer(after: number, page: MessagesAnswer): void
  /**
   * The link is gone: what is ahead of the position may be of a log that is no more. False if a state that is shown is:
   * then all that is loaded is in doubt.
   */
  forgetAhead(): boolean
  /** What is loaded is void: waits for the next `start`. */
  restart(): void
}

export function createTimeline(): Timeline {
  const window = createPageWindow<Message>()
  // Where the window began: what happened before it was not seen, so that pages from before it may be outdated.
  let startSeq = 0
  const log = createLogFollower<RoomEntry>((entry) => {
    if (entry.kind === 'message') window.append(entry.message)
    else takeState(entry)
  })

  /** Kinds that only later versions know may carry a state as well. */
  function takeState(entry: RoomEntry): void {
    if ('message' in entry) window.update(entry.message)
  }

  return {
    get position() {
      return log.position
    },
    get isBehind() {
      return log.isBehind
    },
    get lag() {
      return log.lag
    },
    get messages() {
      return window.items
    },
    get hasMoreBefore() {
      return window.hasMoreBefore
    },
    get hasMoreAfter() {
      return window.hasMoreAfter
    },
    offer(entry) {
      const outcome = log.offer(entry)
      if (outcome === 'known') takeState(entry)
      return outcome === 'conflict' ? outcome : 'taken'
    },
    update: window.update,
    expect: log.expect,
    forgetAhead() {
      log.forgetAhead()
      window.forgetStrays()
      return log.position === null || !window.isAheadOf(log.position.seq)
    },
    start(page) {
      window.replace({ ...page, items: page.messages })
      startSeq = page.position.seq
      log.startAt(page.position)
    },
    addOlder(before, page) {
      if (page.position.seq < startSeq) return
      if (window.prepend(before, page.messages)) window.hasMoreBefore = page.hasMoreBefore
    },
    addNewer(after, page) {
      if (page.position.seq < startSeq) return
      if (!window.extend(after, page.messages)) return
      // What came after the page was read was not appended, for it lay beyond the hole: the next page has it.
      const isOld = page.position.seq < (log.position?.seq ?? 0)
      window.hasMoreAfter = page.hasMoreAfter || isOld
    },
    restart() {
      window.clear()
      log.restart()
    },
  }
}
