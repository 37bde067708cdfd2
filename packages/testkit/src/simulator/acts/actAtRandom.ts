import { liveClients } from '../world.ts'
import type { Act, Play } from './act.ts'
import { like, readNotifications, setPrivacy, watch } from './beingThere.ts'
import { goOffline, reload, wake } from './comingAndGoing.ts'
import { browse, deleteMessage, markRead, openRoom, retryOrDiscard, send, type } from './conversing.ts'
import { changeParticipants, leave, makeRoom } from './gathering.ts'

/** How often each is done, in relation to the others. */
const WEIGHTS: readonly [Act, number][] = [
  [send, 30],
  [markRead, 12],
  [openRoom, 10],
  [browse, 10],
  [like, 8],
  [deleteMessage, 5],
  [changeParticipants, 7],
  [readNotifications, 5],
  [type, 4],
  [retryOrDiscard, 3],
  [leave, 2],
  [makeRoom, 2],
  [setPrivacy, 2],
  [watch, 3],
  [reload, 4],
  [goOffline, 3],
  [wake, 3],
]
const HAT: readonly Act[] = WEIGHTS.flatMap(([act, weight]) => Array<Act>(weight).fill(act))

/** Somebody does something. */
export function actAtRandom(play: Play): void {
  const clients = liveClients(play.world)
  if (clients.length === 0) return
  const { dice } = play.world
  const client = dice.pick(clients)
  dice.pick(HAT)(play, client)
}
