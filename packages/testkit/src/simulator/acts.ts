import type { RoomMessage } from '@linsta/client'
import type { SimulatedClient } from './simulatedClient.ts'
import { textOf } from './wiretap.ts'
import { liveClients, type World } from './world.ts'

/*
 * What people do with their clients. Each act does what is possible at that moment, and waits for nothing.
 */

/** What the play remembers beside the world. */
export type Play = {
  world: World
  posts: readonly { postId: string; authorId: string }[]
  /** Receipts that were acked. */
  readThrough: { userId: string; chatRoomId: string; seq: number }[]
  /** Messages whose deletion was acked. */
  deleted: { messageId: string; restores: number }[]
}

export type Act = (play: Play, client: SimulatedClient) => void

type SentMessage = Extract<RoomMessage, { state: 'sent' }>['message']

/** A room that the client knows itself to be in; sometimes one that it does not. */
function pickRoom({ dice, ledger }: World, client: SimulatedClient): string | undefined {
  const known = client.rooms.getSnapshot().rooms.map(({ chatRoomId }) => chatRoomId)
  const all = dice.chance(0.03) ? [...ledger.rooms.keys()] : known
  return all.length === 0 ? undefined : dice.pick(all)
}

function pickGroup({ dice, ledger }: World): string | undefined {
  const groups = [...ledger.rooms.values()].filter(({ isGroup }) => isGroup)
  return groups.length === 0 ? undefined : dice.pick(groups).chatRoomId
}

const shownMessages = (client: SimulatedClient, chatRoomId: string): SentMessage[] =>
  client
    .room(chatRoomId)
    .getSnapshot()
    .messages.flatMap((one) => (one.state === 'sent' ? [one.message] : []))

function write(world: World, client: SimulatedClient, what: { chatRoomId: string; count: number }): void {
  const { chatRoomId, count } = what
  for (let left = count; left > 0; left -= 1) {
    const shown = shownMessages(client, chatRoomId)
    const replyTo = shown.length > 0 && world.dice.chance(0.2) ? world.dice.pick(shown)._id : undefined
    void world.sends.send(client, { chatRoomId, text: textOf(chatRoomId, world.sends.all.length + 1), replyTo })
  }
}

const send: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  write(world, client, { chatRoomId, count: world.dice.chance(0.2) ? world.dice.between(2, 6) : 1 })
}

const retryOrDiscard: Act = ({ world }, client) => {
  for (const one of world.sends.all) {
    if (one.client !== client || one.state !== 'failed') continue
    if (world.dice.chance(0.7)) void world.sends.retry(one)
    else world.sends.discard(one)
  }
}

const deleteMessage: Act = ({ world, deleted }, client) => {
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

const markRead: Act = ({ world, readThrough }, client) => {
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

const openRoom: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId === undefined) return
  client.openRoom(chatRoomId)
}

const browse: Act = ({ world }, client) => {
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
}

const type: Act = ({ world }, client) => {
  const chatRoomId = pickRoom(world, client)
  if (chatRoomId !== undefined) client.room(chatRoomId).setTyping()
}

const changeParticipants: Act = ({ world }, client) => {
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

const leave: Act = ({ world }, client) => {
  const chatRoomId = pickGroup(world)
  if (chatRoomId === undefined) return
  void world.promises.watch(client, `leave ${chatRoomId.slice(-4)}`, client.room(chatRoomId).leave())
}

const makeRoom: Act = ({ world }, client) => {
  const others = world.userIds.filter((userId) => userId !== client.device.userId)
  if (world.dice.chance(0.6)) {
    const other = world.dice.pick(others)
    void world.promises.watch(client, `open a room with ${other}`, client.rooms.open(other))
  } else void world.promises.watch(client, 'make a group', client.rooms.createGroup(others.slice(0, 2)))
}

const readNotifications: Act = ({ world }, client) => {
  const { inbox } = client
  const snapshot = inbox.getSnapshot()
  const what = world.dice.between(1, 3)
  if (what === 1) void world.promises.watch(client, 'mark all notifications read', inbox.markAllRead())
  if (what === 2) void world.promises.watch(client, 'load older notifications', inbox.loadOlder())
  if (what === 3 && snapshot.notifications.length > 0) {
    const { _id } = world.dice.pick(snapshot.notifications)
    void world.promises.watch(client, `mark notification ${_id} read`, inbox.markRead(_id))
  }
}

const setPrivacy: Act = ({ world }, client) => {
  const { dice } = world
  const change = dice.chance(0.5) ? { receipts: dice.chance(0.5) } : { invisible: dice.chance(0.5) }
  void world.promises.watch(client, `show ${JSON.stringify(change)}`, client.privacy.set(change))
}

const watch: Act = ({ world }, client) => client.watch([world.dice.pick(world.userIds)])

/** A like, or what undoes it, as REST brings it: nobody repeats it if its answer is lost. */
const like: Act = ({ world, posts }, client) => {
  const { dice, host, scope, trace } = world
  const { postId, authorId } = dice.pick(posts)
  const actorId = client.device.userId
  scope.scheduler.after(dice.between(1, 100), () => {
    const { process } = host
    if (process === undefined || authorId === actorId) return
    const { core, storage } = process
    const at = world.time.clock.now()
    const notification = { id: core.ids.next(), userId: authorId, type: 'LIKE', message: 'a like', referenceId: postId }
    const done = dice.chance(0.6)
      ? storage.posts.like({ postId, actorId, at, notification })
      : storage.posts.unlike({ postId, actorId, at })
    done.then(
      () => trace.note(`${actorId} likes or unlikes`),
      () => {}, // Liked already, or not yet, or the disk is full.
    )
  })
}

const reload: Act = ({ world }, client) => {
  if (world.dice.chance(0.4)) client.kill()
  else client.close()
  const isGoneForLong = world.dice.chance(0.3)
  const awayMs = isGoneForLong ? world.dice.between(1_000, 30_000) : world.dice.between(0, 300)
  world.scope.scheduler.after(awayMs, () => world.startClient(client.device))
}

const goOffline: Act = ({ world }, client) => {
  const { device } = client
  if (!device.isOnline) return
  device.isOnline = false
  world.network.cutSite(device)
  world.scope.scheduler.after(world.dice.between(200, 15_000), () => {
    device.isOnline = true
    for (const one of liveClients(world)) if (one.device === device) one.wake()
  })
}

const wake: Act = (_play, client) => client.wake()

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
