import { textOf } from './messageText.ts'
import type { World } from './world.ts'

/*
 * What is there when the play begins: rooms with some history, posts to like, and everybody at their devices.
 */

const HISTORY_MOST = 120 // messages of a room: more than two pages

/** @returns the posts, by their authors */
export async function setStage(world: World): Promise<{ postId: string; authorId: string }[]> {
  const { dice, userIds, host, profile } = world
  await host.start()
  await world.time.pass(0)
  const { core, storage } = requireProcess(world)
  const done: Promise<unknown>[] = []
  const posts: { postId: string; authorId: string }[] = []
  const [first = '', second = ''] = userIds
  done.push(core.chat.openRoom({ actorId: first, otherUserId: second }))
  for (const userId of userIds.slice(2)) {
    if (dice.chance(0.4))
      done.push(core.chat.openRoom({ actorId: userId, otherUserId: dice.pick(userIds.slice(0, 2)) }))
  }
  for (let group = 0; group < profile.groups; group += 1) {
    const ownerId = dice.pick(userIds)
    const others = userIds.filter((userId) => userId !== ownerId && dice.chance(0.7))
    const group = { actorId: ownerId, userIds: others.length > 0 ? others : [first] }
    done.push(core.chat.createGroup({ ...group, clientRoomId: undefined }))
  }
  for (const authorId of userIds.slice(0, 2)) {
    const postId = core.ids.next()
    posts.push({ postId, authorId })
    done.push(storage.posts.create({ id: postId, authorId, caption: 'a post', eventId: undefined, media: [], at: 1 }))
  }
  await settled(world, done)
  await settled(
    world,
    [...world.ledger.rooms.values()].flatMap(({ chatRoomId, members }) =>
      writeHistory(world, chatRoomId, [...members]),
    ),
  )
  for (const userId of userIds) seat(world, userId)
  return posts
}

/** The stage is set in calm: it is not what is tested. */
async function settled(world: World, done: Promise<unknown>[]): Promise<void> {
  const all = Promise.allSettled(done)
  await world.time.pass(5_000)
  await all
}

function writeHistory(world: World, chatRoomId: string, members: readonly string[]): Promise<unknown>[] {
  const { dice } = world
  const { core } = requireProcess(world)
  const length = dice.pick([0, 3, 10, dice.between(40, HISTORY_MOST)])
  return Array.from({ length }, (_, index) =>
    core.chat.sendMessage({
      ...{ actorId: dice.pick(members), chatRoomId, text: textOf(chatRoomId, 10_000 + index) },
      ...{ clientMessageId: undefined, replyTo: null },
    }),
  )
}

/** One or two clients: on two devices, or in two tabs of one. */
function seat(world: World, userId: string): void {
  const { dice } = world
  const device = world.addDevice(userId)
  world.startClient(device)
  if (dice.chance(0.4)) world.startClient(dice.chance(0.5) ? device : world.addDevice(userId))
}

function requireProcess({ host }: World) {
  if (host.process === undefined) throw new Error('The stage is set while the server is up')
  return host.process
}
