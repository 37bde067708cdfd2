/** What is known of somebody. `email` is there for those with an account of ours. */
export type UserRecord = {
  userId: string
  name: string
  email: string | null
  picture: string | null
  /** Milliseconds since 1970; null if they never were online. */
  lastSeenAt: number | null
}

export type UserStore = {
  /** The people of these ids that are known, in no order. */
  readMany(userIds: readonly string[]): Promise<UserRecord[]>
  /** Remembers when people were last online. Moves forward only. */
  recordLastSeen(command: { userIds: readonly string[]; at: number }): Promise<void>
}
