import type { InboxStore } from '../../ports/inboxStore.ts'
import type { InboxWrites } from './inboxWrites.ts'
import type { WritableUserKeys } from './keys.ts'

const ONLY_GENERATION = 1 // nothing switches these off and on again: a key is one notification, ever

type Command<Name extends 'notify' | 'retract'> = Parameters<InboxStore[Name]>[0]

/** The writes of notifications that come with no action, run in the writer's thread inside a group's transaction. */
export function createNoticeWrites({
  users,
  inbox,
}: {
  users: Pick<WritableUserKeys, 'keyOf'>
  inbox: Pick<InboxWrites, 'notify' | 'retract'>
}) {
  return {
    notify({ notifications, dedupeKey, at }: Command<'notify'>): void {
      for (const notification of notifications) {
        inbox.notify({ notification, dedupeKey, generation: ONLY_GENERATION, at })
      }
    },

    retract({ userIds, dedupeKey, at }: Command<'retract'>): void {
      for (const userId of userIds) {
        const userKey = users.keyOf(userId)
        if (userKey !== undefined) inbox.retract({ userKey, dedupeKey, at })
      }
    },
  }
}
