import type { Message, MessagesAnswer, Position, RoomEntry } from '@linsta/protocol'
import type { LinstaError } from '@linsta/protocol/errors'
import { toLinstaError } from './callErrors.ts'
import type { CallOptions, Calls } from './calls.ts'
import type { Changes } from './changes.ts'
import { createTimeline } from './timeline.ts'

const LONG_TAIL = 500 // entries: somebody who missed more looks at the newest page, not at a replay
const STUCK_MAX = 3 // answers in a row that bring nothing though more is said to be there

export type TimelineState =
  | { state: 'loading' }
  | { state: 'ready'; hasMoreBefore: boolean; hasMoreAfter: boolean }
  /** One is not in the room, or it is not there. */
  | { state: 'gone' }
  | { state: 'failed'; error: LinstaError }

type Place = { before?: number; after?: number; around?: number }

/** Loads a room's timeline, keeps it in step with the log and heals its gaps. */
export type TimelineKeeper = {
  readonly state: TimelineState
  /** Oldest first. A live view: copy it to keep it. */
  readonly messages: readonly Message[]
  readonly isBehind: boolean
  /** Whether a message at `seq` is in the timeline or beyond what it shows. True also where none is loaded. */
  covers(seq: number): boolean
  /** Messages after `seq` and up to `headSeq` that `counts`, if all of them are loaded. */
  countAfter(seq: number, headSeq: number, counts: (message: Message) => boolean): number | undefined
  /** Loads the newest page if nothing is loaded or on its way. */
  ensureLoaded(): void
  offer(entry: RoomEntry): void
  update(message: Message): void
  /** The room's log ends at `end`, or did when that was read: fetches what is missing up to there. */
  compare(end: Position): void
  /** As `compare`, on a new link: another log than ours is thrown away before anything comes on top of it. */
  compareAnew(end: Position): void
  heal(): void
  loadOlder(): Promise<void>
  loadNewer(): Promise<void>
  loadNewest(): Promise<void>
  loadAround(seq: number): Promise<void>
  /** The link is gone: what waits ahead of a gap may be of a log that is no more. */
  forgetAhead(): void
  /** Throws away what is loaded; what was loaded is loaded again, from the newest page. */
  reload(): void
  /** Throws away what is loaded. */
  unload(): void
  /** One is not in the room. */
  leave(): void
  /** One is in it again: loads what was loaded when one left. */
  comeBack(): void
}

export function createTimelineKeeper(parts: {
  chatRoomId: string
  calls: Pick<Calls, 'request'>
  changes: Changes
  /**
   * Resolves when what is loaded was compared with the log that this link knows, with false if the link ended before.
   * Until then an answer must not be laid beside what is loaded: the two may be of different logs.
   */
  whenConfirmed(): Promise<boolean>
  /** An entry that healing brought: the room's head may lack it as well. */
  fetched(entry: RoomEntry): void
  /** A page brought these. */
  paged(messages: readonly Message[]): void
  changed(): void
  gone(): void
}): TimelineKeeper {
  const { chatRoomId, calls, changes } = parts
  const timeline = createTimeline()
  let phase: 'idle' | 'loading' | 'ready' | 'gone' | LinstaError = 'idle'
  // Raised when what is loaded is thrown away: what was asked before is void.
  let generation = 0
  // Of pages that replace the window only the last one asked for does.
  let placesAsked = 0
  let isHealing = false
  let wasLoaded = false
  let older: Promise<void> | null = null
  let newer: Promise<void> | null = null

  async function fetchPage(place: Place, options?: CallOptions): Promise<MessagesAnswer> {
    for (;;) {
      const page = await calls.request('get_messages', { chatRoomId, ...place }, options)
      if (timeline.position === null || (await parts.whenConfirmed())) return page
    }
  }

  function startWith(page: MessagesAnswer): void {
    phase = 'ready'
    timeline.start(page)
    parts.paged(page.messages)
    parts.changed()
    if (timeline.isBehind) heal()
  }

  function load(): void {
    phase = 'loading'
    const own = generation
    const place = ++placesAsked
    fetchPage({}, { patienceMs: Number.POSITIVE_INFINITY }).then(
      (page) => {
        if (own === generation && place === placesAsked) startWith(page)
      },
      (thrown) => {
        if (own !== generation || place !== placesAsked) return
        const error = toLinstaError(thrown)
        if (error.code === 'room_not_found' || error.code === 'not_a_participant') parts.gone()
        else phase = error
        parts.changed()
      },
    )
    parts.changed()
  }

  function reload(): void {
    generation += 1
    timeline.restart()
    isHealing = false
    if (phase !== 'idle' && phase !== 'gone') load()
  }

  async function replaceBy(place: Place): Promise<void> {
    const own = generation
    const asked = ++placesAsked
    try {
      const page = await fetchPage(place)
      if (own === generation && asked === placesAsked) startWith(page)
    } catch (thrown) {
      // It may have taken the place of the first page, which somebody waits for.
      if (phase === 'loading' && own === generation && asked === placesAsked) load()
      throw thrown
    }
  }

  const isAt = (end: Position): boolean => end.seq === timeline.position?.seq && end.id === timeline.position.id

  function compare(end: Position): void {
    if (phase !== 'ready' || isAt(end)) return
    timeline.expect(end.seq)
    heal()
  }

  function heal(): void {
    if (isHealing || phase !== 'ready') return
    isHealing = true
    const own = generation
    healAll(own).then(
      () => {
        if (own === generation) isHealing = false
      },
      () => {
        // Refused for good, or closed. The next sync compares again.
        if (own === generation) isHealing = false
      },
    )
  }

  async function healAll(own: number): Promise<void> {
    for (let stuck = 0, hasMore = true; hasMore || timeline.isBehind; ) {
      const before = timeline.position
      if (before === null) return
      if (timeline.lag > LONG_TAIL || stuck >= STUCK_MAX) return reload()
      const answer = await changes.fetch(chatRoomId, before)
      const isOfThisLink = await parts.whenConfirmed()
      if (own !== generation) return
      if (!isOfThisLink) continue
      if (answer?.outcome === 'gone') return parts.gone()
      if (answer?.outcome === 'reset') return reload()
      for (const entry of answer?.entries ?? []) {
        if (timeline.offer(entry) === 'conflict') return reload()
        parts.fetched(entry)
      }
      hasMore = answer === undefined || answer.hasMore
      stuck = timeline.position?.seq === before.seq ? stuck + 1 : 0
      parts.changed()
    }
  }

  async function extendBy(side: 'before' | 'after'): Promise<void> {
    const edge = side === 'before' ? timeline.messages[0] : timeline.messages.at(-1)
    const hasMore = side === 'before' ? timeline.hasMoreBefore : timeline.hasMoreAfter
    if (phase !== 'ready' || !hasMore) return
    // A place that was beyond the log's end.
    if (edge === undefined) return replaceBy({})
    const own = generation
    const { position } = timeline
    let page = await fetchPage({ [side]: edge.seq })
    for (
      let tries = 1;
      page.position.seq < (position?.seq ?? 0) && tries < STUCK_MAX && own === generation;
      tries += 1
    ) {
      // Read by a node that lags behind what was told to us: it may show what is deleted.
      page = await fetchPage({ [side]: edge.seq })
    }
    if (own !== generation) return
    if (side === 'before') timeline.addOlder(edge.seq, page)
    else timeline.addNewer(edge.seq, page)
    parts.paged(page.messages)
    parts.changed()
  }

  return {
    get state(): TimelineState {
      if (phase === 'ready') {
        const { hasMoreBefore, hasMoreAfter } = timeline
        return { state: 'ready', hasMoreBefore, hasMoreAfter }
      }
      if (phase === 'gone') return { state: 'gone' }
      return phase === 'idle' || phase === 'loading' ? { state: 'loading' } : { state: 'failed', error: phase }
    },
    get messages() {
      return timeline.messages
    },
    get isBehind() {
      return phase === 'ready' && timeline.isBehind
    },
    covers(seq) {
      return (phase !== 'ready' && phase !== 'loading') || (timeline.position?.seq ?? -1) >= seq
    },
    countAfter(seq, headSeq, counts) {
      if (phase !== 'ready' || timeline.hasMoreAfter || timeline.position?.seq !== headSeq) return undefined
      const first = timeline.messages[0]
      if (timeline.hasMoreBefore && (first === undefined || first.seq > seq + 1)) return undefined
      return timeline.messages.filter((message) => message.seq > seq && counts(message)).length
    },
    ensureLoaded() {
      if (phase !== 'ready' && phase !== 'loading') load()
    },
    offer(entry) {
      if ((phase === 'ready' || phase === 'loading') && timeline.offer(entry) === 'conflict') reload()
    },
    update: timeline.update,
    compare,
    compareAnew(end) {
      const { position } = timeline
      const isOther = position !== null && end.seq <= position.seq && !isAt(end)
      if (phase === 'ready' && isOther) reload()
      else compare(end)
    },
    heal,
    loadOlder() {
      older ??= extendBy('before').finally(() => {
        older = null
      })
      return older
    },
    loadNewer() {
      newer ??= extendBy('after').finally(() => {
        newer = null
      })
      return newer
    },
    loadNewest: () => replaceBy({}),
    loadAround: (seq) => replaceBy({ around: seq }),
    forgetAhead() {
      if (!timeline.forgetAhead()) reload()
    },
    reload,
    unload() {
      generation += 1
      timeline.restart()
      isHealing = false
      if (phase !== 'gone') phase = 'idle'
    },
    leave() {
      generation += 1
      if (phase !== 'gone') wasLoaded = phase !== 'idle'
      phase = 'gone'
      isHealing = false
      timeline.restart()
    },
    comeBack() {
      if (phase !== 'gone') return
      phase = 'idle'
      if (wasLoaded) load()
    },
  }
}
