/** Who is online: a user is while at least one of their connections holds a lease. A node's leases die with it. */
export type PresenceLeases = {
  /** Once a connection. */
  acquire(userId: string, connectionId: string): void
  /** Once for each lease that was acquired. */
  release(userId: string, connectionId: string): void
  isOnline(userId: string): boolean
  /** The people with a connection on this node. */
  onlineHere(): string[]
}
