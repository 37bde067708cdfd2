import type { Position } from './roomStore.ts'

/** What an app gives a notification of its own type beside: JSON. */
type NotificationData = Record<string, unknown>

/** The current state of a notification in its recipient's inbox, which is a log of its own. */
export type NotificationState = {
  _id: string
  userId: string
  seq: number
  type: string
  message: string
  referenceId: string
  /** Left out where there is none. */
  data?: NotificationData
  /** Milliseconds since 1970; null while unread. */
  readAt: number | null
  createdAt: number
  /** The entry that last changed it: its own `seq` at first. */
  updatedSeq: number
}

/**
 * One entry of an inbox's log with the current state of the notification it made or names. `all_read` reads every
 * notification before it.
 */
export type InboxEntry = { userId: string; seq: number; id: string; at: number } & (
  | { kind: 'notification' | 'retracted' | 'read'; notification: NotificationState }
  | { kind: 'all_read' }
)

export type InboxHead = Position & { unreadCount: number }

/** A notification to be, as a command that acts carries it: it is stored in the same commit as the action (P8). */
export type NewNotification = {
  id: string
  userId: string
  type: string
  message: string
  referenceId: string
  data?: NotificationData
}

export type InboxStore = {
  /** Newest first, without those that were taken back. */
  list(page: { userId: string; limit: number; skip: number }): Promise<NotificationState[]>
  countUnread(userId: string): Promise<number>
  /** Newest first from before a position on, without those that were taken back, with the log's end at that moment. */
  readPage(page: {
    userId: string
    before: number | undefined
    limit: number
  }): Promise<{ notifications: NotificationState[]; hasMore: boolean; head: InboxHead }>
  /** The log's tail behind a position; `reset` if the position is not in the log. `head` is its end at that moment. */
  readChanges(tail: {
    userId: string
    position: Position | undefined
    limit: number
  }): Promise<{ outcome: 'changes'; entries: InboxEntry[]; head: InboxHead } | { outcome: 'reset'; head: InboxHead }>
  /** @returns the notification; undefined if it is not in this person's inbox or was taken back */
  markRead(command: { userId: string; notificationId: string; at: number }): Promise<NotificationState | undefined>
  markAllRead(command: { userId: string; at: number }): Promise<void>
  /**
   * Stores notifications that come with no action, each once for its recipient and `dedupeKey`, ever: what is there,
   * was read or was taken back stays as it is.
   */
  notify(command: { notifications: readonly NewNotification[]; dedupeKey: string; at: number }): Promise<void>
  /** Takes back, from each of these inboxes, what was stored under `dedupeKey`, if it is there. */
  retract(command: { userIds: readonly string[]; dedupeKey: string; at: number }): Promise<void>
  /**
   * Hears of every entry this process appended to an inbox, whatever action it came with, in the order of each log,
   * once it is durable and before the action's promise resolves. One listener: the one that delivers.
   */
  onAppended(listener: (entry: InboxEntry) => void): void
}
