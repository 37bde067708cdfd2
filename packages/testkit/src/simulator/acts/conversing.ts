import { textOf } from '../messageText.ts'
import type { SimulatedClient } from '../simulatedClient.ts'
import { liveClients, type World } from '../world.ts'
import { type Act, pickRoom, shownMessages } from './act.ts'

/*
 * What people do in rooms.
 */

export function write(world: World, client: SimulatedClient, what: { chatRoomId: string; count: number }): void {
  const { chatRoomId, count } = what
  for (let left = count; left > 0; left -= 1) {
    const shown = shownMessages(client, chatRoomId)
    const replyTo = shown.length > 0 && world.dice.chance(0.2) ? world.dice.pick(shown)._id : undefined
    void world.sends.send(client, { chatRoomId, text: textOf(chatRoomId, world.sends.all.length + 1), replyTo })
  }
}

export const send: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  write(world, client, { chatRoomId, count: world.dice.chance(0.2) ? world.dice.between(2, 6) : 1 })
}

export const retryOrDiscard: Act = ({ world }, client) => {
  for (const one of world.sends.all) {
    if (one.client !== client || one.state !== 'failed') continue
    if (world.dice.chance(0.7)) void world.sends.retry(one)
    else world.sends.discard(one)
  }
}

export const deleteMessage: Act = ({ world, deleted }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  const own = shownMessages(client, chatRoomId).filter(({ senderId }) => senderId === client.device.userId)
  if (own.length === 0) return
  // Old ones too: where somebody is just loading them.
  const { _id } = world.dice.pick(world.dice.chance(0.5) ? own.slice(-5) : own)
  const { restores } = world.ledger
  const done = client
    .room(chatRoomId)
    .deleteMessage(_id)
    .then(() => deleted.push({ messageId: _id, restores }))
  void world.promises.watch(client, `delete ${_id}`, done)
}

export const markRead: Act = ({ world, readThrough }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  const head = client.rooms.getSnapshot().rooms.find((room) => room.chatRoomId === chatRoomId)
  const shown = shownMessages(client, chatRoomId)
  const seq = shown.length > 0 && world.dice.chance(0.4) ? world.dice.pick(shown.slice(-10)).seq : head?.preview?.seq
  if (seq === undefined) return
  const done = client
    .room(chatRoomId)
    .markRead(seq)
    .then(() => readThrough.push({ userId: client.device.userId, chatRoomId, seq }))
  void world.promises.watch(client, `mark ${chatRoomId.slice(-4)} ${seq} read`, done)
}

export const openRoom: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  client.openRoom(chatRoomId)
}

export const browse: Act = ({ world }, client) => {
  if (client.opened.size === 0) return
  const chatRoomId = world.dice.pick([...client.opened])
  const room = client.room(chatRoomId)
  const shown = shownMessages(client, chatRoomId)
  const seq = shown.length === 0 ? 1 : world.dice.between(1, shown.at(-1)?.seq ?? 1)
  const [what, done] = world.dice.pick<[string, () => Promise<void>]>([
    ['load older', () => room.loadOlder()],
    ['load older', () => room.loadOlder()],
    ['load newer', () => room.loadNewer()],
    ['load newest', () => room.loadNewest()],
    ['load around', () => room.loadAround(seq)],
  ])
  void world.promises.watch(client, `${what} of ${chatRoomId.slice(-4)}`, done())
  // Pages are read while somebody writes.
  const others = liveClients(world).filter(({ device }) => world.ledger.isMember(chatRoomId, device.userId))
  if (others.length > 0 && world.dice.chance(0.5)) write(world, world.dice.pick(others), { chatRoomId, count: 1 })
}

export const type: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId !== undefined) client.room(chatRoomId).setTyping()
}
