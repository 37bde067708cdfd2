import type { People } from '../people.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { RoomStore } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'
import type { RoomLog } from './roomLog.ts'
import type { RoomMemory } from './roomMemory.ts'

/** What the rules of chat are given. */
export type ChatContext = {
  rooms: RoomStore
  memory: RoomMemory
  log: RoomLog
  people: People
  privacy: Privacy
  broadcaster: Broadcaster
  clock: Clock
  ids: Ids
  /** Whether Linsta keeps the accounts: it then knows who exists. */
  keepsAccounts: boolean
}
