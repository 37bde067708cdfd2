/** Who is online: a user is while at least one of their connections holds a lease. A node's leases die with it. */
export type PresenceLeases = {
  acquire(userId: string, connectionId: string): void
  release(userId: string, connectionId: string): void
  isOnline(userId: string): boolean
  /** The people with a connection on this node. */
  onlineHere(): string[]
}
