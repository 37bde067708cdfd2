import { createBackoff } from './backoff.ts'
import { LinkLost, toLinstaError } from './callErrors.ts'
import type { Calls } from './calls.ts'
import type { Connection } from './connection.ts'
import type { InboxKeeper } from './inbox.ts'
import type { ClientPorts, ServerEvent, Timer } from './ports.ts'
import type { RoomRegistry } from './rooms.ts'

const CHECK_MAX_MS = 5_000 // a link that slept with its tab answers by then, or is dead
const FRESH_MS = 5_000 // a sync that ended so shortly ago needs no other one

/** Brings everything in step with the server when a link opens, and when there is doubt. */
export type Sync = {
  /** A link is open. */
  opened(): void
  /** The link is gone. */
  ended(): void
  /** Looks whether the link is alive and nothing was missed. */
  check(): void
  received(event: ServerEvent): void
  close(): void
}

export function createSync(parts: {
  ports: Pick<ClientPorts, 'clock' | 'scheduler' | 'random'>
  connection: Pick<Connection, 'call'>
  calls: Pick<Calls, 'open' | 'hold'>
  rooms: RoomRegistry
  inbox: InboxKeeper
  deliver(event: ServerEvent): void
  /** The server has subscribed this link to everything. */
  inStep(): void
}): Sync {
  const { connection, calls, rooms, inbox } = parts
  const { clock, scheduler, random } = parts.ports
  const backoff = createBackoff(random)
  let epoch: string | undefined
  // Raised by each sync that begins and each link that ends: what an earlier one still hears is void.
  let run = 0
  let isRunning = false
  let isInStep = false
  let endedAt = Number.NEGATIVE_INFINITY
  let retryTimer: Timer | null = null
  // Until a link's first answer it is not known whether its events belong to the database that we know.
  let early: ServerEvent[] = []

  async function begin(firstAckMaxMs?: number): Promise<void> {
    run += 1
    const own = run
    isRunning = true
    rooms.syncBegan()
    try {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const isFirst: boolean = cursor === ''
        const answer: Awaited<ReturnType<typeof ask>> = await ask(isFirst ? undefined : cursor, firstAckMaxMs)
        if (own !== run) return
        // The database was changed between two pages: begin anew.
        if (!isFirst && answer.epoch !== epoch) return void begin()
        if (isFirst) takeFirst(answer)
        rooms.takeHeads(answer.rooms)
        if (isFirst) stepIn()
        cursor = answer.nextCursor
      }
      rooms.syncEnded()
      backoff.reset()
      isRunning = false
      endedAt = clock.now()
    } catch (thrown) {
      // The next link begins anew.
      if (own !== run || thrown instanceof LinkLost) return
      retryTimer = scheduler.after(toLinstaError(thrown).retryAfterMs ?? backoff.next(), () => void begin())
    }
  }

  function ask(cursor: string | undefined, ackMaxMs: number | undefined) {
    const { position } = inbox
    const known = { ...(epoch === undefined ? {} : { epoch }) }
    if (cursor !== undefined) return connection.call('sync', { ...known, cursor })
    return connection.call('sync', { ...known, ...(position === null ? {} : { inbox: position }) }, ackMaxMs)
  }

  function takeFirst(answer: Awaited<ReturnType<typeof ask>>): void {
    if (answer.reset || (epoch !== undefined && answer.epoch !== epoch)) {
      rooms.forget()
      inbox.forget()
    }
    epoch = answer.epoch
    if (answer.inbox !== undefined) inbox.takeSync(answer.inbox)
  }

  /** From here on events are taken as they come, and calls go out. */
  function stepIn(): void {
    if (isInStep) return
    isInStep = true
    const waiting = early
    early = []
    for (const event of waiting) parts.deliver(event)
    calls.open()
    parts.inStep()
  }

  return {
    opened() {
      isInStep = false
      early = []
      void begin()
    },
    ended() {
      run += 1
      isRunning = false
      isInStep = false
      retryTimer?.cancel()
      calls.hold()
      rooms.ended()
      inbox.ended()
    },
    check() {
      if (isInStep && !isRunning && clock.now() - endedAt >= FRESH_MS) void begin(CHECK_MAX_MS)
    },
    received(event) {
      if (isInStep) parts.deliver(event)
      else early.push(event)
    },
    close() {
      run += 1
      retryTimer?.cancel()
    },
  }
}
