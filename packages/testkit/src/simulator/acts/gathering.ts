import { liveClients } from '../world.ts'
import { type Act, pickGroup } from './act.ts'
import { write } from './conversing.ts'

/*
 * How people come into rooms and out of them.
 */

export const changeParticipants: Act = ({ world }, client) => {
  const chatRoomId = pickGroup(world)
  if (chatRoomId === undefined) return
  const { dice, userIds, promises, ledger } = world
  const userId = dice.pick(userIds)
  const room = client.room(chatRoomId)
  if (ledger.isMember(chatRoomId, userId)) {
    // Who is removed may be writing at that moment.
    const removed = liveClients(world).find(({ device }) => device.userId === userId)
    if (removed !== undefined && dice.chance(0.5)) write(world, removed, { chatRoomId, count: 3 })
    void promises.watch(client, `remove ${userId} from ${chatRoomId.slice(-4)}`, room.removeParticipant(userId))
  } else void promises.watch(client, `add ${userId} to ${chatRoomId.slice(-4)}`, room.addParticipant(userId))
}

export const leave: Act = ({ world }, client) => {
  const chatRoomId = pickGroup(world)
  if (chatRoomId === undefined) return
  void world.promises.watch(client, `leave ${chatRoomId.slice(-4)}`, client.room(chatRoomId).leave())
}

export const makeRoom: Act = ({ world, groupsAsked }, client) => {
  const others = world.userIds.filter((userId) => userId !== client.device.userId)
  if (world.dice.chance(0.6)) {
    const other = world.dice.pick(others)
    void world.promises.watch(client, `open a room with ${other}`, client.rooms.open(other))
    return
  }
  groupsAsked.push(client.device.userId)
  void world.promises.watch(client, 'make a group', client.rooms.createGroup(others.slice(0, 2)))
}
