import type { InboxStore } from '../../ports/inboxStore.ts'
import type { CallOrder } from './callOrder.ts'
import { type InboxWrites, inboxKey } from './inboxWrites.ts'
import type { UserWrites } from './userWrites.ts'

const ONLY_GENERATION = 1 // nothing switches these off and on again: a key is one notification, ever
const AT_ONCE = 20 // inboxes written to at a time: the driver's connections are for others as well

type Context = {
  inbox: Pick<InboxWrites, 'notify' | 'retract'>
  users: Pick<UserWrites, 'ensure'>
  callOrder: CallOrder
}

/**
 * The writes of notifications that come with no action: an inbox at a time, so that a crash may leave some of them
 * without. Whoever called was told of no success then, and calls again.
 */
export function createNoticeWrites({ inbox, users, callOrder }: Context): Pick<InboxStore, 'notify' | 'retract'> {
  return {
    notify({ notifications, dedupeKey, at }) {
      const userIds = notifications.map(({ userId }) => userId)
      return callOrder.run(userIds.map(inboxKey), async () => {
        if (userIds.length > 0) await users.ensure(userIds)
        await forEach(notifications, (notification) => {
          const { userId } = notification
          return inbox.notify({ userId, dedupeKey, generation: ONLY_GENERATION, at, notification })
        })
      })
    },

    retract: ({ userIds, dedupeKey, at }) =>
      callOrder.run(userIds.map(inboxKey), () =>
        forEach(userIds, (userId) => inbox.retract({ userId, dedupeKey, generation: ONLY_GENERATION, at })),
      ),
  }
}

async function forEach<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(task))
  }
}
