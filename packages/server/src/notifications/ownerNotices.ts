import type { People } from '../people.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Ids } from '../ports/ids.ts'
import type { NewNotification, NotificationState } from '../ports/inboxStore.ts'
import { toNotification } from './toNotification.ts'

/** What somebody did with something that is somebody else's. */
type Deed = {
  type: 'LIKE' | 'COMMENT' | 'EVENT_RSVP'
  actorId: string
  ownerId: string
  /** The post or the event. */
  referenceId: string
  /** The sentence after the actor's name. */
  what: string
}

/** Tells people what others did with their posts and events. */
export type OwnerNotices = {
  /** The notification to store with the action; undefined for one's own things, of which nobody is told. */
  prepare(deed: Deed): Promise<NewNotification | undefined>
  /** Sends what was stored, if anything was, to the owner's connections. */
  announce(notified: NotificationState | undefined): void
}

const NAMELESS = 'Somebody' // a host's token may carry no name

export function createOwnerNotices(parts: { people: People; broadcaster: Broadcaster; ids: Ids }): OwnerNotices {
  const { people, broadcaster, ids } = parts
  return {
    async prepare({ type, actorId, ownerId, referenceId, what }) {
      if (actorId === ownerId) return undefined
      const actor = (await people.read([actorId])).get(actorId)
      const message = `${actor?.name || NAMELESS} ${what}`
      return { id: ids.next(), userId: ownerId, type, message, referenceId }
    },

    announce(notified) {
      if (notified === undefined) return
      broadcaster.toInbox({ userId: notified.userId, name: 'notification', payload: toNotification(notified) })
    },
  }
}
