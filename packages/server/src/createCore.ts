import type { Logger } from 'pino'
import { createChat } from './chat/createChat.ts'
import { createLocalLeases } from './cluster/local/createLocalLeases.ts'
import type { Directory } from './directory.ts'
import { createNotifications } from './notifications/createNotifications.ts'
import { createPeople } from './people.ts'
import type { Clock } from './ports/clock.ts'
import { createIds } from './ports/ids.ts'
import type { Random } from './ports/random.ts'
import type { Scheduler } from './ports/scheduler.ts'
import type { Storage } from './ports/storage.ts'
import { createPresence } from './presence/createPresence.ts'
import { createPrivacy } from './privacy.ts'
import { createSync } from './sync/createSync.ts'
import type { Identity } from './tokens.ts'
import { createAudiences } from './transport/socket/audiences.ts'
import { createCalls } from './transport/socket/calls.ts'
import { createChatCalls } from './transport/socket/chatCalls.ts'
import { createBroadcaster } from './transport/socket/createBroadcaster.ts'
import { createConnections } from './transport/socket/createConnections.ts'
import { createInboxCalls } from './transport/socket/inboxCalls.ts'
import { createPersonCalls } from './transport/socket/personCalls.ts'

/**
 * Chat, notifications and presence over whatever carries connections: all of Linsta that is the same behind a real
 * network and a simulated one. Nothing in it knows of sockets, files or threads.
 */
export async function createCore(parts: {
  storage: Storage
  /** Whose a token is. @throws LinstaError `token_invalid` */
  authenticate(token: string): Promise<Identity>
  /** Where names are that are not stored: in the host's app, if it says so. */
  directory?: Directory | undefined
  /** Whether Linsta keeps the accounts: it then knows who exists. */
  keepsAccounts: boolean
  clock: Clock
  scheduler: Scheduler
  random: Random
  logger: Logger
}) {
  const { storage, clock, scheduler, random, logger } = parts
  const ids = createIds({ clock, random })
  const people = createPeople({ users: storage.users, clock, directory: parts.directory })
  const privacy = await createPrivacy(storage)
  const audiences = createAudiences()
  const broadcaster = createBroadcaster(audiences)
  const { rooms } = storage
  const chat = createChat({ ...parts, rooms, people, privacy, broadcaster, ids })
  const notifications = createNotifications({ inboxes: storage.inboxes, broadcaster, clock })
  const sync = createSync({ epoch: storage.epoch, rooms, notifications, people, privacy })
  const presence = createPresence({
    storage,
    leases: createLocalLeases(),
    privacy,
    broadcaster,
    clock,
    scheduler,
    onError: (error) => logger.error({ err: error }, 'presence failed'),
  })
  const handlers = {
    ...createChatCalls({ chat, sync, audiences }),
    ...createInboxCalls({ notifications }),
    ...createPersonCalls({ presence, audiences, authenticate: parts.authenticate }),
  }
  const handle = createCalls({ handlers, clock, logger })
  return {
    ids,
    people,
    chat,
    sync,
    notifications,
    presence,
    connections: createConnections({ audiences, presence, handle }),
    /** Ends the timers. Connections are ended before, the storage after it. */
    close: () => presence.close(),
  }
}

export type Core = Awaited<ReturnType<typeof createCore>>
