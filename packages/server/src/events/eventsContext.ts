import type { OwnerNotices } from '../notifications/ownerNotices.ts'
import type { People } from '../people.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/eventStore.ts'
import type { Ids } from '../ports/ids.ts'

/** What the rules of events are given. */
export type EventsContext = {
  events: EventStore
  people: People
  notices: OwnerNotices
  clock: Clock
  ids: Ids
}
