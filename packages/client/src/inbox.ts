import type { InboxChanges, InboxEntry, Notification, Position } from '@linsta/protocol'
import { CHANGES_LIMIT_MAX } from '@linsta/protocol/bounds'
import type { Calls } from './calls.ts'
import { createInboxLog } from './inboxLog.ts'
import { createSubscribable, type Subscribable } from './subscribable.ts'

const LONG_TAIL = 500 // entries: somebody who missed more looks at the newest page, not at a replay
const STUCK_MAX = 3 // answers in a row that bring nothing though more is said to be there

/** `unreadCount` is right from the first sync on, whether the notifications are loaded or not. */
export type InboxSnapshot = { unreadCount: number } & (
  | { state: 'loading'; notifications: readonly [] }
  /** Newest first, without those that were taken back. */
  | { state: 'ready'; notifications: readonly Notification[]; hasMore: boolean }
)

/**
 * One's notifications. The first `subscribe` loads the newest ones. Calls wait for the connection, are repeated until
 * they are answered, and reject with a `LinstaError`: `unavailable` after 30 s without an answer or when the client is
 * closed, or what is named there.
 */
export type Inbox = Subscribable<InboxSnapshot> & {
  /** Rejects also with `notification_not_found`. */
  markRead(id: string): Promise<void>
  markAllRead(): Promise<void>
  /** Loads the page before the oldest one; resolves at once where there is none. */
  loadOlder(): Promise<void>
}

/** The inbox with what keeps it in step. */
export type InboxKeeper = {
  readonly api: Inbox
  readonly position: Position | null
  received(entry: InboxEntry): void
  /** Of a sync's first page. */
  takeSync(changes: InboxChanges): void
  /** The link is gone. */
  ended(): void
  /** Another database: what is kept is void. */
  forget(): void
}

export function createInbox(calls: Pick<Calls, 'request'>): InboxKeeper {
  const log = createInboxLog()
  // Raised when what is kept is thrown away: what was asked before is void.
  let generation = 0
  let isWanted = false
  let isLoading = false
  let isHealing = false
  let older: Promise<void> | null = null

  const subscribable = createSubscribable<InboxSnapshot>(
    () =>
      log.isLoaded
        ? {
            state: 'ready',
            notifications: [...log.notifications].reverse(),
            hasMore: log.hasMore,
            unreadCount: log.unreadCount,
          }
        : { state: 'loading', notifications: [], unreadCount: log.unreadCount },
    {
      watched() {
        isWanted = true
        load()
      },
    },
  )
  const { changed } = subscribable

  function load(): void {
    if (!isWanted || log.isLoaded || isLoading) return
    isLoading = true
    const own = generation
    calls.request('get_notifications', {}, { patienceMs: Number.POSITIVE_INFINITY }).then(
      (page) => {
        if (own !== generation) return
        isLoading = false
        log.start(page)
        changed()
        if (log.isBehind) heal()
      },
      () => {
        if (own === generation) isLoading = false
      },
    )
  }

  function restart(): void {
    generation += 1
    isLoading = false
    isHealing = false
    log.restart()
  }

  function take(changes: InboxChanges): void {
    // The first answer of all is a reset as well: a page that is asked for already is not asked for again.
    if (changes.outcome === 'reset' && log.position !== null) restart()
    log.takeChanges(changes)
    changed()
    load()
  }

  function heal(): void {
    if (isHealing) return
    isHealing = true
    const own = generation
    const done = () => {
      if (own === generation) isHealing = false
    }
    healAll(own).then(done, done)
  }

  async function healAll(own: number): Promise<void> {
    for (let stuck = 0, hasMore = true; hasMore || log.isBehind; ) {
      const before = log.position
      if (before === null) return
      if (log.lag > LONG_TAIL || stuck >= STUCK_MAX) {
        const page = await calls.request('get_notifications', {}, { patienceMs: Number.POSITIVE_INFINITY })
        if (own !== generation) return
        restart()
        log.start(page)
        return changed()
      }
      const { inbox } = await calls.request(
        'get_inbox_changes',
        { position: before, limit: CHANGES_LIMIT_MAX },
        { patienceMs: Number.POSITIVE_INFINITY },
      )
      if (own !== generation) return
      take(inbox)
      if (inbox.outcome === 'reset') return
      hasMore = inbox.hasMore
      stuck = log.position?.seq === before.seq ? stuck + 1 : 0
    }
  }

  async function loadPage(): Promise<void> {
    const oldest = log.notifications[0]
    if (oldest === undefined || !log.hasMore) return
    const own = generation
    const page = await calls.request('get_notifications', { before: oldest.seq })
    if (own !== generation) return
    log.addOlder(oldest.seq, page)
    changed()
  }

  return {
    api: {
      ...subscribable,
      async markRead(id) {
        const { notification } = await calls.request('mark_notification_read', { id })
        log.update(notification)
        changed()
      },
      async markAllRead() {
        await calls.request('mark_all_notifications_read', {})
      },
      loadOlder() {
        older ??= loadPage().finally(() => {
          older = null
        })
        return older
      },
    },
    get position() {
      return log.position
    },
    received(entry) {
      const isOther = log.offer(entry) === 'conflict'
      changed()
      if (isOther || log.isBehind) heal()
    },
    takeSync(changes) {
      take(changes)
      if (log.isBehind || (changes.outcome === 'changes' && changes.hasMore)) heal()
    },
    ended() {
      if (log.forgetAhead()) return
      restart()
      changed()
    },
    forget() {
      restart()
      changed()
    },
  }
}

/** A new notification is an entry with its own id. */
export const toInboxEntry = (notification: Notification): InboxEntry => ({
  kind: 'notification',
  seq: notification.seq,
  id: notification._id,
  at: notification.createdAt,
  notification,
})
