import type { createCore } from '@linsta/server/core'
import { createStores, type InMemoryDatabase, type Writer } from '@linsta/server/sqlite'
import type { Dice } from './dice.ts'
import type { Profile } from './profile.ts'
import type { TimeScope } from './virtualTime.ts'

export type Storage = Parameters<typeof createCore>[0]['storage']

type Reads = Record<string, (...args: never[]) => Promise<unknown>>

const ROOM_READS = [
  'readRoom',
  'readRoomsOf',
  'readMessages',
  'readPage',
  'readChanges',
  'readHeads',
  'readHead',
  'countUnread',
  'readMessage',
  'haveSharedRoom',
  'readDirectPartners',
] as const
const INBOX_READS = ['list', 'countUnread', 'readPage', 'readChanges'] as const

/**
 * The real stores on a writer of the simulator's. Reads take their time, before they look and after it: what they
 * answer may be old by then, as the port allows.
 */
export function createSeededStorage(parts: {
  database: InMemoryDatabase
  writer: Writer
  scheduler: TimeScope['scheduler']
  dice: Dice
  profile: () => Profile
  epoch: string
}): Storage {
  const { database, writer, scheduler, dice, profile, epoch } = parts
  const stores = createStores({ reader: database.database, writer })

  const pause = async (): Promise<void> => {
    const ms = dice.between(0, profile().readMs)
    if (ms > 0) await new Promise<void>((resolve) => scheduler.after(ms, resolve))
  }

  function slow<Store extends object>(store: Store, names: readonly (keyof Store & string)[]): Store {
    const reads = store as unknown as Reads
    const slowed = names.map((name) => [
      name,
      async (...args: never[]) => {
        if (profile().readMs === 0) return reads[name]?.(...args)
        await pause()
        const answer = await reads[name]?.(...args)
        await pause()
        return answer
      },
    ])
    return { ...store, ...Object.fromEntries(slowed) }
  }

  return {
    ...stores,
    epoch,
    rooms: slow(stores.rooms, ROOM_READS),
    inboxes: slow(stores.inboxes, INBOX_READS),
    users: slow(stores.users, ['readMany']),
    posts: slow(stores.posts, ['read']),
    close: () => writer.close(),
  }
}
