import { type NewNotifications, newNotifications, parse, type Retraction, retraction } from '@linsta/protocol'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { InboxStore } from '../ports/inboxStore.ts'

/** Notifications of types that the app defines, which tells people of what Linsta knows nothing of. */
export type AppNotices = {
  /**
   * Stores the notification in the inbox of each of `userIds`, online or not, and delivers it live. Under a `dedupeKey`
   * it is there once for each of them, however often it is told and whoever tells it; a call that failed is repeated
   * with the same key. Once taken back, or read, it does not come again under its key.
   * @throws LinstaError `invalid_request` that says which field is wrong, `storage_full`
   */
  notify(notifications: NewNotifications): Promise<void>
  /** Takes back what was told under `dedupeKey`, read or not; nothing where there is nothing. */
  retract(retraction: Retraction): Promise<void>
}

export function createAppNotices(parts: {
  inboxes: Pick<InboxStore, 'notify' | 'retract'>
  ids: Ids
  clock: Clock
}): AppNotices {
  const { inboxes, ids, clock } = parts
  return {
    async notify(given) {
      const { userIds, type, message, referenceId, data, dedupeKey } = parse(newNotifications, given)
      const about = { type, message, referenceId, ...(data === undefined ? {} : { data }) }
      const notifications = userIds.map((userId) => ({ id: ids.next(), userId, ...about }))
      const key = dedupeKey === undefined ? `once:${ids.next()}` : toKey(dedupeKey)
      await inboxes.notify({ notifications, dedupeKey: key, at: clock.now() })
    },

    async retract(given) {
      const { userIds, dedupeKey } = parse(retraction, given)
      await inboxes.retract({ userIds, dedupeKey: toKey(dedupeKey), at: clock.now() })
    },
  }
}

/** Apart from the keys of likes, comments and RSVPs, whatever the app calls its own. */
const toKey = (dedupeKey: string): string => `app:${dedupeKey}`
