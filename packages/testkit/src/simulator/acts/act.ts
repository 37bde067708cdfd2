import type { RoomMessage } from '@linsta/client'
import type { SimulatedClient } from '../simulatedClient.ts'
import type { World } from '../world.ts'

/** What the play remembers beside the world. */
export type Play = {
  world: World
  posts: readonly { postId: string; authorId: string }[]
  /** Receipts that were acked. */
  readThrough: { userId: string; chatRoomId: string; seq: number }[]
  /** By whom a new group was asked for, once for each. */
  groupsAsked: string[]
  /** Messages whose deletion was acked. */
  deleted: { messageId: string; restores: number }[]
}

/** Does what is possible at that moment, and waits for nothing. */
export type Act = (play: Play, client: SimulatedClient) => void

type SentMessage = Extract<RoomMessage, { state: 'sent' }>['message']

/** A room that the client knows itself to be in; sometimes one that it does not. */
export function pickRoom({ dice, ledger }: World, client: SimulatedClient): string | undefined {
  const known = client.rooms.getSnapshot().rooms.map(({ chatRoomId }) => chatRoomId)
  const all = dice.chance(0.03) ? [...ledger.rooms.keys()] : known
  return all.length === 0 ? undefined : dice.pick(all)
}

export function pickGroup({ dice, ledger }: World): string | undefined {
  const groups = [...ledger.rooms.values()].filter(({ isGroup }) => isGroup)
  return groups.length === 0 ? undefined : dice.pick(groups).chatRoomId
}

/** What is on the client's screen of a room. */
export const shownMessages = (client: SimulatedClient, chatRoomId: string): SentMessage[] =>
  client
    .room(chatRoomId)
    .getSnapshot()
    .messages.flatMap((one) => (one.state === 'sent' ? [one.message] : []))
