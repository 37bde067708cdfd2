import type { InboxChanges, InboxEntry, Notification, NotificationsAnswer, Position } from '@linsta/protocol'
import { createLogFollower } from './logFollower.ts'
import { createPageWindow } from './pageWindow.ts'

/**
 * One's notifications that are loaded and how many are unread, from pages and entries in whatever order they arrive. No
 * I/O: whoever holds it fetches what it lacks.
 *
 * The count follows the log alone: a new notification is one more, its read entry or its retraction while unread one
 * less, `all_read` none. States do not count, for they may be newer than the entry that brings them.
 */
export type InboxLog = {
  /** The last entry applied; null before anything is known. */
  readonly position: Position | null
  readonly isBehind: boolean
  readonly lag: number
  readonly unreadCount: number
  /** Oldest first. A live view: copy it to keep it. */
  readonly notifications: readonly Notification[]
  /** Whether a page was taken: before, only the count is kept. */
  readonly isLoaded: boolean
  readonly hasMore: boolean
  /** `conflict`: it is of another log than what is known. */
  offer(entry: InboxEntry): 'taken' | 'conflict'
  /** A notification's newer state, by itself. */
  update(notification: Notification): void
  /** The server's tail since a position of ours. */
  takeChanges(changes: InboxChanges): void
  /** The newest page. */
  start(page: NotificationsAnswer): void
  /** The page before the oldest notification, `before` being its `seq`. */
  addOlder(before: number, page: NotificationsAnswer): void
  /**
   * The link is gone: what is ahead of the position may be of a log that is no more. False if a state that is shown is:
   * then all that is loaded is in doubt.
   */
  forgetAhead(): boolean
  /** What is known is void. */
  restart(): void
}

export function createInboxLog(): InboxLog {
  const window = createPageWindow<Notification>()
  let isLoaded = false
  let unreadCount = 0
  let allReadSeq = 0
  // Where the window began: what happened before it was not seen, so that pages from before it may be outdated.
  let startSeq = 0

  const log = createLogFollower<InboxEntry>((entry) => {
    switch (entry.kind) {
      case 'notification':
        unreadCount += 1
        if (isLoaded) window.append(entry.notification)
        break
      case 'read':
        unreadCount = Math.max(0, unreadCount - 1)
        window.update(entry.notification)
        break
      case 'retracted':
        if (!isRead(entry.notification)) unreadCount = Math.max(0, unreadCount - 1)
        window.remove(entry.notification._id)
        break
      case 'all_read':
        unreadCount = 0
        allReadSeq = entry.seq
        readAll()
        break
      default:
        takeState(entry)
    }
  })

  /** Kinds that only later versions know may carry a state as well. */
  function takeState(entry: { kind: string; notification?: Notification }): void {
    if (entry.notification !== undefined && entry.kind !== 'retracted') window.update(entry.notification)
  }

  const isRead = (notification: Notification): boolean => notification.isRead || notification.seq < allReadSeq

  /** What came before `all_read` is read, also where a page was read before it. */
  function readAll(): void {
    for (const notification of [...window.items]) {
      if (!notification.isRead && notification.seq < allReadSeq && notification.updatedSeq < allReadSeq) {
        window.update({ ...notification, isRead: true, updatedSeq: allReadSeq })
      }
    }
  }

  function restart(): void {
    window.clear()
    log.restart()
    isLoaded = false
    unreadCount = 0
    allReadSeq = 0
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
    get unreadCount() {
      return unreadCount
    },
    get notifications() {
      return window.items
    },
    get isLoaded() {
      return isLoaded
    },
    get hasMore() {
      return window.hasMoreBefore
    },
    offer(entry) {
      const outcome = log.offer(entry)
      if (outcome === 'known') takeState(entry)
      return outcome === 'conflict' ? outcome : 'taken'
    },
    update: window.update,
    takeChanges(changes) {
      if (changes.outcome === 'reset') {
        restart()
        unreadCount = changes.unreadCount
        log.startAt(changes.position)
        return
      }
      for (const entry of changes.entries) if (log.offer(entry) === 'known') takeState(entry)
      if (!changes.hasMore && log.position?.seq === changes.position.seq) unreadCount = changes.unreadCount
    },
    start(page) {
      isLoaded = true
      window.replace({ items: [...page.notifications].reverse(), hasMoreBefore: page.hasMore, hasMoreAfter: false })
      readAll()
      unreadCount = page.unreadCount
      startSeq = page.position.seq
      log.startAt(page.position)
    },
    addOlder(before, page) {
      if (page.position.seq < startSeq || !window.prepend(before, [...page.notifications].reverse())) return
      window.hasMoreBefore = page.hasMore
      readAll()
    },
    forgetAhead() {
      log.forgetAhead()
      window.forgetStrays()
      return log.position === null || !window.isAheadOf(log.position.seq)
    },
    restart,
  }
}
