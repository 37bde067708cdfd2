import type { AccountStore } from './accountStore.ts'
import type { EventStore } from './eventStore.ts'
import type { InboxStore } from './inboxStore.ts'
import type { PostStore } from './postStore.ts'
import type { RoomStore } from './roomStore.ts'
import type { UserStore } from './userStore.ts'

/**
 * The database, as the rules need it. Every write is one atomic step that has its preconditions inside and is
 * durable when its promise resolves (P1). A write that is refused rejects with a `LinstaError`; one that finds no
 * space left rejects with `storage_full` and later ones may succeed. Writes take effect in the order of the calls.
 * A read sees every write whose promise had resolved.
 */
export type Storage = {
  /** Tells this database from every other one. */
  epoch: string
  rooms: RoomStore
  inboxes: InboxStore
  users: UserStore
  accounts: AccountStore
  posts: PostStore
  events: EventStore
  /** Finishes the writes that were begun, then releases the database. Later calls reject with `unavailable`. */
  close(): Promise<void>
}
