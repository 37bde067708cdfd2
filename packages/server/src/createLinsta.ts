import type { Server as HttpServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Feature } from '@linsta/protocol'
import type { Router } from 'express'
import { type Logger, pino } from 'pino'
import { createAccounts } from './accounts/createAccounts.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createCore } from './createCore.ts'
import { createEvents } from './events/createEvents.ts'
import type { Clock } from './ports/clock.ts'
import type { Random } from './ports/random.ts'
import type { Scheduler } from './ports/scheduler.ts'
import type { Storage } from './ports/storage.ts'
import { createPosts } from './posts/createPosts.ts'
import { checkSecret, readGeneratedSecret } from './secret.ts'
import { openMongoStorage } from './storage/mongodb/openMongoStorage.ts'
import { openSqliteStorage } from './storage/sqlite/openSqliteStorage.ts'
import { systemClock, systemRandom, systemScheduler } from './system.ts'
import { createTokens } from './tokens.ts'
import { createAccountHandlers } from './transport/http/accountHandlers.ts'
import { createChatHandlers } from './transport/http/chatHandlers.ts'
import { createRouter } from './transport/http/createRouter.ts'
import { createEventHandlers } from './transport/http/eventHandlers.ts'
import { createNotificationHandlers } from './transport/http/notificationHandlers.ts'
import { createPeopleHandlers } from './transport/http/peopleHandlers.ts'
import { createPostHandlers } from './transport/http/postHandlers.ts'
import { createPresenceHandlers } from './transport/http/presenceHandlers.ts'
import { createRequestsUnderWay } from './transport/http/requestsUnderWay.ts'
import { createOriginRule } from './transport/origins.ts'
import { attachSocketServer, type SocketServer } from './transport/socket/attachSocketServer.ts'

const REQUESTS_MAX_MS = 4_000 // that a stop waits for requests which are not answered yet
const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Where `npm start` builds the web app. */
const WEB_FOLDER = fileURLToPath(new URL('../../../apps/web/dist', import.meta.url))

export type LinstaOptions = {
  /**
   * Folder of the embedded database and the generated secret; made if it is not there. One process owns it. Of no use
   * with `mongodbUrl`.
   */
  dataFolder: string
  /** Connection string of a MongoDB database that keeps everything instead. Any number of processes share one. */
  mongodbUrl?: string
  /** Secret of the HS256 tokens. Without one, a random one is kept beside the data. */
  jwtSecret?: string
  /** How long a token lives, in milliseconds; 7 days without it. */
  tokenTtlMs?: number
  /** Origins that browsers may come from, beside the server's own: `https://app.example.org`. */
  origins?: readonly string[]
  /** Refuses weak secrets and loopback origins. */
  isProduction?: boolean
  /** `off` lifts the limits per user and address, for load tests. */
  limits?: 'on' | 'off'
  /** Chat, notifications and presence are always on; these are on unless they are left out here. */
  features?: Partial<Record<'accounts' | 'posts' | 'events' | 'web', boolean>>
  logger?: Logger
  clock?: Clock
  scheduler?: Scheduler
  random?: Random
  /**
   * Called once when the database is in doubt: the disk failed, or the writer died. The process must end. Without it
   * the error is thrown where nobody can catch it, which ends the process.
   */
  onFatal?: (error: Error) => void
}

export type Linsta = {
  /** Everything Linsta answers over HTTP, to be mounted at the root: `app.use(linsta.router)`. */
  router: Router
  /** Serves Socket.IO on the server that the app listens with. Once. */
  attach(httpServer: HttpServer): void
  /** The data folder, or the MongoDB database without user and password: for people to read. */
  storedIn: string
  /** False from `close()` on: a load balancer should send nobody here any more. */
  isReady(): boolean
  /**
   * Ends timers, then connections, then storage; what was acked is stored. Leaves nothing behind. Every call resolves
   * when all of it has ended.
   * @param options.spreadMs milliseconds over which connections are closed; 0 without it
   */
  close(options?: { spreadMs?: number }): Promise<void>
}

/**
 * Builds the whole of Linsta. It listens on nothing, handles no signals and keeps no globals: `main.ts` uses it as any
 * host app would.
 * @throws Error if another process has the data folder, a newer Linsta wrote it, the database does not answer or has
 * an index that is in the way, or the secret is weak in production or cannot be read
 */
export async function createLinsta(options: LinstaOptions): Promise<Linsta> {
  const { isProduction = false, limits = 'on', features = {} } = options
  const { clock = systemClock, scheduler = systemScheduler, random = systemRandom } = options
  const logger = options.logger ?? pino({ name: 'linsta', level: 'warn' })
  const isOn = (feature: Feature | 'web') => (features as Partial<Record<Feature | 'web', boolean>>)[feature] !== false

  const givenSecret =
    options.jwtSecret === undefined ? undefined : checkSecret({ secret: options.jwtSecret, isProduction })
  const { storage, storedIn, readSecret } = await openStorage(options)
  const secret = givenSecret ?? (await readSecretOrClose(storage, readSecret))

  const tokens = createTokens({ secret, ttlMs: options.tokenTtlMs ?? WEEK_MS, clock })
  const authenticate = tokens.verify
  const core = await createCore({
    storage,
    authenticate,
    keepsAccounts: isOn('accounts'),
    clock,
    scheduler,
    random,
    logger,
  })
  const { ids, people, chat, sync, notifications, presence, connections } = core
  const passwords = createPasswords({ isBounded: limits === 'on' })
  const parts = { storage, people, clock, ids }

  const requests = createRequestsUnderWay(scheduler)
  let sockets: SocketServer | undefined
  let closing: Promise<void> | undefined
  const isReady = () => closing === undefined
  const isOriginAllowed = createOriginRule({ origins: options.origins ?? [], isProduction })
  const router = createRouter({
    handlers: {
      ...createChatHandlers({ chat, sync }),
      ...createNotificationHandlers(notifications),
      ...createPresenceHandlers(presence),
      ...createPeopleHandlers(people),
      ...(isOn('accounts')
        ? createAccountHandlers(createAccounts({ accounts: storage.accounts, tokens, passwords, clock, ids }))
        : {}),
      ...(isOn('posts') ? createPostHandlers(createPosts(parts)) : {}),
      ...(isOn('events') ? createEventHandlers(createEvents(parts)) : {}),
    },
    authenticate,
    isOriginAllowed,
    isReady,
    requests,
    // It signs in with accounts: where the host keeps them, the app would be of no use.
    webFolder: isOn('web') && isOn('accounts') ? WEB_FOLDER : undefined,
    logger,
  })

  async function end(spreadMs: number): Promise<void> {
    await sockets?.close(spreadMs)
    await requests.ended(REQUESTS_MAX_MS)
    await core.close()
    await storage.close()
  }

  return {
    router,
    isReady,
    storedIn,

    attach(httpServer) {
      if (!isReady()) throw new Error('This Linsta is closed')
      if (sockets !== undefined) throw new Error('This Linsta is attached already')
      sockets = attachSocketServer(httpServer, {
        authenticate,
        isOriginAllowed,
        connections,
        clock,
        scheduler,
        randomFraction: () => (random.bytes(1)[0] ?? 0) / 256,
        logger,
      })
    },

    close({ spreadMs = 0 } = {}) {
      closing ??= end(spreadMs)
      return closing
    },
  }
}

type OpenedStorage = { storage: Storage; storedIn: string; readSecret(): string }

async function openStorage({ dataFolder, mongodbUrl, onFatal }: LinstaOptions): Promise<OpenedStorage> {
  if (mongodbUrl !== undefined) {
    const { where, generatedSecret, ...storage } = await openMongoStorage({ url: mongodbUrl })
    return { storage, storedIn: where, readSecret: () => generatedSecret }
  }
  const storage = await openSqliteStorage({ dataFolder, onFatal: onFatal ?? throwUncaught })
  return { storage, storedIn: dataFolder, readSecret: () => readGeneratedSecret(dataFolder) }
}

/** The secret beside the data, of a storage that is open: nobody else makes one then. */
async function readSecretOrClose(storage: Storage, readSecret: () => string): Promise<string> {
  try {
    return readSecret()
  } catch (error) {
    await storage.close()
    throw error
  }
}

function throwUncaught(error: Error): void {
  queueMicrotask(() => {
    throw error
  })
}
