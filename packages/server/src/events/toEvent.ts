import type { Event } from '@linsta/protocol'
import { type Person, toPerson } from '../people.ts'
import type { EventState } from '../ports/eventStore.ts'
import { toIsoTime } from '../time.ts'

/** An event as the wire carries it. `viewerId` is undefined where the caller brought no token. */
export const toEvent = (state: EventState, creator: Person | undefined, viewerId: string | undefined): Event => ({
  ...state,
  createdBy: toPerson(creator, viewerId),
  createdAt: toIsoTime(state.createdAt),
})
