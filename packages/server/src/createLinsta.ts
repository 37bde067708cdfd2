import type { Server as HttpServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Router } from 'express'
import { type Logger, pino } from 'pino'
import type { Server as SocketIoServer } from 'socket.io'
import { createAccounts } from './accounts/createAccounts.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createCore } from './createCore.ts'
import { createDirectory, type GetUsers } from './directory.ts'
import { createEvents } from './events/createEvents.ts'
import { type AppNotices, createAppNotices } from './notifications/appNotices.ts'
import type { People } from './people.ts'
import type { Clock } from './ports/clock.ts'
import type { Random } from './ports/random.ts'
import type { Scheduler } from './ports/scheduler.ts'
import type { Storage } from './ports/storage.ts'
import { createPosts } from './posts/createPosts.ts'
import { checkSecret, readGeneratedSecret } from './secret.ts'
import { openMongoStorage } from './storage/mongodb/openMongoStorage.ts'
import { openSqliteStorage } from './storage/sqlite/openSqliteStorage.ts'
import { systemClock, systemRandom, systemScheduler } from './system.ts'
import { createTokens, type Tokens } from './tokens.ts'
import {
  type Authentication,
  createHostAuthentication,
  createTokenAuthentication,
  type HostAuthenticate,
} from './transport/authentication.ts'
import { createAccountHandlers } from './transport/http/accountHandlers.ts'
import { createChatHandlers } from './transport/http/chatHandlers.ts'
import { createGuestRouter, createRouter } from './transport/http/createRouter.ts'
import { createEventHandlers } from './transport/http/eventHandlers.ts'
import { createNotificationHandlers } from './transport/http/notificationHandlers.ts'
import { createPeopleHandlers, createProfileHandlers } from './transport/http/peopleHandlers.ts'
import { createPostHandlers } from './transport/http/postHandlers.ts'
import { createPresenceHandlers } from './transport/http/presenceHandlers.ts'
import { createRequestsUnderWay } from './transport/http/requestsUnderWay.ts'
import { createOriginRule } from './transport/origins.ts'
import { attachSocketServer, type SocketServer } from './transport/socket/attachSocketServer.ts'

const REQUESTS_MAX_MS = 4_000 // that a stop waits for requests which are not answered yet
const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Where `npm start` builds the web app. */
const WEB_FOLDER = fileURLToPath(new URL('../../../apps/web/dist', import.meta.url))
const DATA_FOLDER = '.linsta'
/** Where Socket.IO is beside one that the app has at its usual path. */
const PATH_BESIDE = '/linsta/socket.io'

export type { GetUsers, HostUser } from './directory.ts'
export type { HostAuthenticate, HostIdentity } from './transport/authentication.ts'

type Feature = 'accounts' | 'people' | 'posts' | 'events' | 'web'

export type LinstaOptions = {
  /**
   * Folder of the embedded database and the generated secret, `.linsta` without it; made if it is not there. One process
   * owns it. Of no use with `mongodbUrl`.
   */
  dataFolder?: string
  /** Connection string of a MongoDB database that keeps everything instead. Any number of processes share one. */
  mongodbUrl?: string
  /** Who is logged in, by the app that Linsta is attached to. Without it, people come with tokens of Linsta's. */
  authenticate?: HostAuthenticate
  /** Names and pictures of people that were not seen yet: asked for many at once, and kept for five minutes. */
  getUsers?: GetUsers
  /** Below which all routes are, and Socket.IO: `/linsta` moves them to `/linsta/api/…` and `/linsta/socket.io`. */
  basePath?: string
  /** Secret of the HS256 tokens. Without one, a random one is kept beside the data. */
  jwtSecret?: string
  /** How long a token lives, in milliseconds; 7 days without it. */
  tokenTtlMs?: number
  /** Origins that browsers may come from, beside the server's own: `https://app.example.org`. */
  origins?: readonly string[]
  /** Refuses weak secrets and loopback origins. The standard with `authenticate`: a browser brings cookies by itself. */
  isProduction?: boolean
  /** `off` lifts the limits per user and address, for load tests. */
  limits?: 'on' | 'off'
  /**
   * Beside chat, notifications and presence, which are always on: without `authenticate` all of these, unless they are
   * left out, with it none, unless they are chosen. `people` finds others by name and changes one's own. With `web`, the
   * server is Linsta's: it has pages, health at `/healthz` and `/readyz`, and 404 for what is not there. Without it
   * Linsta is a guest, and whatever it does not know goes on to the app.
   */
  features?: Partial<Record<Feature, boolean>>
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
  /**
   * Serves Socket.IO on the server that the app listens with, below `basePath`, by a Socket.IO of its own. Given one that
   * the app has already, it serves beside that: on the same HTTP server, at `/linsta/socket.io` where the app's has the
   * path. Once.
   * @throws Error if this Linsta is closed or attached already, or the app's Socket.IO has no HTTP server yet
   */
  attach(server: HttpServer | Pick<SocketIoServer, 'httpServer' | 'path'>): void
  notify: AppNotices['notify']
  retract: AppNotices['retract']
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
 * @throws Error if options contradict each other, another process has the data folder, a newer Linsta wrote it, the
 * database does not answer or has an index that is in the way, or the secret is weak in production or cannot be read
 */
export async function createLinsta(options: LinstaOptions): Promise<Linsta> {
  const { authenticate, getUsers, limits = 'on', features = {}, basePath = '' } = options
  const { isProduction = authenticate !== undefined } = options
  const { clock = systemClock, scheduler = systemScheduler, random = systemRandom } = options
  const logger = options.logger ?? pino({ name: 'linsta', level: 'warn' })
  const isOn = (feature: Feature) => features[feature] ?? authenticate === undefined
  checkOptions(options)

  const givenSecret =
    options.jwtSecret === undefined ? undefined : checkSecret({ secret: options.jwtSecret, isProduction })
  const { storage, storedIn, readSecret } = await openStorage(options)

  async function createLogIn(): Promise<{ authentication: Authentication; tokens?: Tokens }> {
    if (authenticate !== undefined) {
      const seen: People['seen'] = (user) => core.people.seen(user)
      return { authentication: createHostAuthentication({ authenticate, people: { seen }, clock, logger }) }
    }
    const secret = givenSecret ?? (await readSecretOrClose(storage, readSecret))
    const tokens = createTokens({ secret, ttlMs: options.tokenTtlMs ?? WEEK_MS, clock })
    return { authentication: createTokenAuthentication(tokens), tokens }
  }

  const { authentication, tokens } = await createLogIn()
  const onGetUsersFailed = (error: unknown) => logger.error({ err: error }, 'getUsers failed')
  const core = await createCore({
    storage,
    authenticate: authentication.ofToken,
    directory: getUsers && createDirectory({ getUsers, scheduler, onError: onGetUsersFailed }),
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
  const http = {
    handlers: {
      ...createChatHandlers({ chat, sync }),
      ...createNotificationHandlers(notifications),
      ...createPresenceHandlers(presence),
      ...createProfileHandlers(people),
      ...(isOn('people') ? createPeopleHandlers(people) : {}),
      ...(isOn('accounts') && tokens !== undefined
        ? createAccountHandlers(createAccounts({ accounts: storage.accounts, tokens, passwords, clock, ids }))
        : {}),
      ...(isOn('posts') ? createPostHandlers(createPosts(parts)) : {}),
      ...(isOn('events') ? createEventHandlers(createEvents(parts)) : {}),
    },
    authentication,
    isOriginAllowed,
    isReady,
    requests,
    logger,
  }
  const router = isOn('web')
    ? // It signs in with accounts: where the host keeps them, the app would be of no use.
      createRouter({ ...http, webFolder: isOn('accounts') ? WEB_FOLDER : undefined })
    : createGuestRouter({ ...http, basePath })

  async function end(spreadMs: number): Promise<void> {
    await sockets?.close(spreadMs)
    await requests.ended(REQUESTS_MAX_MS)
    await core.close()
    await storage.close()
  }

  return {
    router,
    ...createAppNotices({ inboxes: storage.inboxes, ids, clock }),
    isReady,
    storedIn,

    attach(server) {
      if (!isReady()) throw new Error('This Linsta is closed')
      if (sockets !== undefined) throw new Error('This Linsta is attached already')
      const { httpServer, path } = toPlace(server, `${basePath}/socket.io`)
      sockets = attachSocketServer(httpServer, {
        path,
        isGuest: !isOn('web'),
        authentication,
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

/** @throws Error if options contradict each other */
function checkOptions({ authenticate, jwtSecret, basePath = '', features = {} }: LinstaOptions): void {
  if (authenticate !== undefined && (features.accounts || features.web || jwtSecret !== undefined)) {
    throw new Error(
      'With authenticate, the log-in is the app’s: accounts, web and jwtSecret come with one of Linsta’s own',
    )
  }
  if (!/^(\/[\w.~-]+)*$/.test(basePath)) throw new Error('basePath must be a path such as /linsta')
  if (basePath !== '' && (features.web ?? authenticate === undefined)) {
    throw new Error('The web app is at the root of its server: with basePath, leave the feature web out')
  }
}

/** Where Socket.IO is served for an app: on its HTTP server, beside its Socket.IO if it has one. */
function toPlace(server: Parameters<Linsta['attach']>[0], path: string): { httpServer: HttpServer; path: string } {
  if (!('path' in server)) return { httpServer: server, path }
  if (!server.httpServer) throw new Error('This Socket.IO has no HTTP server yet: attach it to one first')
  return { httpServer: server.httpServer as HttpServer, path: path === server.path() ? PATH_BESIDE : path }
}

async function openStorage({ dataFolder = DATA_FOLDER, mongodbUrl, onFatal }: LinstaOptions): Promise<OpenedStorage> {
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
