import type { Act } from './act.ts'

/*
 * What people do beside rooms: notifications, what they like and what they show of themselves.
 */

export const readNotifications: Act = ({ world }, client) => {
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

export const setPrivacy: Act = ({ world }, client) => {
  const { dice } = world
  const change = dice.chance(0.5) ? { receipts: dice.chance(0.5) } : { invisible: dice.chance(0.5) }
  void world.promises.watch(client, `show ${JSON.stringify(change)}`, client.privacy.set(change))
}

export const watch: Act = ({ world }, client) => client.watch([world.dice.pick(world.userIds)])

/** A like, or what undoes it, as REST brings it: nobody repeats it if its answer is lost. */
export const like: Act = ({ world, posts }, client) => {
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
