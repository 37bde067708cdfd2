/** What is known of somebody. `email` is there for those with an account of ours. */
export type UserRecord = {
  userId: string
  name: string
  email: string | null
  picture: string | null
  /** Milliseconds since 1970; null if they never were online. */
  lastSeenAt: number | null
}

/** What somebody shows of themselves. */
export type PrivacyState = { receipts: boolean; invisible: boolean }

export type UserStore = {
  /** The people of these ids that are known, in no order. */
  readMany(userIds: readonly string[]): Promise<UserRecord[]>
  /** People whose name has `search` in it, ignoring case, by name; everybody without it. Those without a name are left out. */
  search(page: { search: string | undefined; exceptUserId: string; limit: number; skip: number }): Promise<UserRecord[]>
  /** Changes what is given. */
  setProfile(command: { userId: string; name: string | undefined; picture: string | null | undefined }): Promise<void>
  /** Everybody who changed what they show. */
  readPrivacy(): Promise<Map<string, PrivacyState>>
  setPrivacy(command: { userId: string } & PrivacyState): Promise<void>
  /** Remembers when people were last online. Moves forward only. */
  recordLastSeen(command: { userIds: readonly string[]; at: number }): Promise<void>
}
