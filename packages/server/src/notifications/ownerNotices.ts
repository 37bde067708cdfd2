import type { People } from '../people.ts'
import type { Ids } from '../ports/ids.ts'
import type { NewNotification } from '../ports/inboxStore.ts'

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
}

const NAMELESS = 'Somebody' // a host's token may carry no name

export function createOwnerNotices(parts: { people: People; ids: Ids }): OwnerNotices {
  const { people, ids } = parts
  return {
    async prepare({ type, actorId, ownerId, referenceId, what }) {
      if (actorId === ownerId) return undefined
      const actor = (await people.read([actorId])).get(actorId)
      const message = `${actor?.name || NAMELESS} ${what}`
      return { id: ids.next(), userId: ownerId, type, message, referenceId }
    },
  }
}
