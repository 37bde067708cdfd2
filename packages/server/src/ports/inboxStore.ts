/** The current state of a notification in its recipient's inbox, which is a log of its own. */
export type NotificationState = {
  _id: string
  userId: string
  seq: number
  type: string
  message: string
  referenceId: string
  /** Milliseconds since 1970; null while unread. */
  readAt: number | null
  createdAt: number
}

/** A notification to be, as a command that acts carries it: it is stored in the same commit as the action (P8). */
export type NewNotification = {
  id: string
  userId: string
  type: string
  message: string
  referenceId: string
}

export type InboxStore = {
  /** Newest first, without those that were taken back. */
  list(page: { userId: string; limit: number; skip: number }): Promise<NotificationState[]>
  countUnread(userId: string): Promise<number>
  /** @returns the notification; undefined if it is not in this person's inbox or was taken back */
  markRead(command: { userId: string; notificationId: string; at: number }): Promise<NotificationState | undefined>
  markAllRead(command: { userId: string; at: number }): Promise<void>
}
