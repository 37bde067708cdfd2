import { createCalls } from './calls.ts'
import { createChanges } from './changes.ts'
import { type ConnectionSnapshot, createConnection } from './connection.ts'
import { createDelivered } from './delivered.ts'
import { createIdentity } from './identity.ts'
import { createInbox, type Inbox, toInboxEntry } from './inbox.ts'
import { indexedDbStore } from './indexedDbStore.ts'
import { memoryStore } from './memoryStore.ts'
import { createOutbox } from './outbox.ts'
import type { ClientPorts, ServerEvent } from './ports.ts'
import { createPresence, type PresenceWatch } from './presence.ts'
import { createPrivacy, type PrivacySettings } from './privacy.ts'
import type { Room } from './room.ts'
import { createRooms, type RoomRegistry, type Rooms, toEntry } from './rooms.ts'
import { socketIoConnector } from './socketIoConnector.ts'
import type { Subscribable } from './subscribable.ts'
import { createSync } from './sync.ts'
import { pageHints, systemClock, systemRandom, systemScheduler } from './systemPorts.ts'
import { browserTabs, soloTabs } from './tabLock.ts'
import { readToken } from './token.ts'
import { watchForWaking } from './wake.ts'

/*
 * START HERE. The parts, from the wire up:
 *
 *   connection   one link, opened again when it ends     calls    repeated over links until they are answered
 *   sync         subscribes, then compares everything    timeline, inboxLog, roomHead    pure: entries in, state out
 *   outbox       what is not sent yet                    rooms, inbox, presence          what an app looks at
 */

export { LinstaError } from '@linsta/protocol/errors'
export type { ConnectionSnapshot, OfflineReason } from './connection.ts'
export type { Inbox, InboxSnapshot } from './inbox.ts'
export { memoryStore } from './memoryStore.ts'
export type * from './ports.ts'
export type { PresenceSnapshot, PresenceWatch } from './presence.ts'
export type { PrivacySettings } from './privacy.ts'
export type { Room, RoomMessage, RoomSnapshot } from './room.ts'
export type { RoomListing, Rooms, RoomsSnapshot } from './rooms.ts'
export { socketIoConnector } from './socketIoConnector.ts'
export type { Subscribable } from './subscribable.ts'
export { soloTabs } from './tabLock.ts'
export type { TimelineState } from './timelineKeeper.ts'

export type LinstaClientOptions = {
  /** Where the server is: `https://chat.example.org`, or `https://example.org/linsta` where it is below a `basePath`. */
  url: string
  /**
   * Gives a token that is good now. Asked before each try to connect, and shortly before a token runs out. If it rejects,
   * the connection is `offline` with reason `no_token` until it does not.
   */
  getToken(): Promise<string>
  /**
   * Whose client this is. Needed only where tokens are no JWTs with `userId` or `sub`, or to show what the outbox has
   * before the first token is there. A client is one user's: after somebody else signs in, make another.
   */
  userId?: string
  /** Parts to replace: a store for the outbox outside browsers, all of them in a simulator. */
  ports?: Partial<ClientPorts>
}

export type LinstaClient = {
  /** Whose client this is, once it is known. */
  readonly userId: string | undefined
  /** The same object for the same id. */
  room(chatRoomId: string): Room
  readonly rooms: Rooms
  readonly inbox: Inbox
  readonly presence: PresenceWatch
  readonly connection: Subscribable<ConnectionSnapshot> & {
    /** Tries now instead of when the wait is over. Never throws. */
    tryNow(): void
  }
  readonly privacy: PrivacySettings
  /**
   * Ends the connection, all timers and every call under way, which reject with `unavailable`. What is not sent stays in
   * the outbox store. Never throws.
   */
  close(): void
}

/** Connects to a Linsta server, and stays connected until `close()`. Never throws. */
export function createLinstaClient(options: LinstaClientOptions): LinstaClient {
  const ports: ClientPorts = { ...defaultPorts(options), ...options.ports }
  const { clock, scheduler, random } = ports

  const identity = createIdentity(options.userId, (userId) => outbox.open(ownerOf(options.url, userId)))
  const connection = createConnection({
    ports,
    getToken: options.getToken,
    acceptToken(token) {
      const { userId } = readToken(token)
      return userId === undefined || identity.isOrBecomes(userId)
    },
    opened: () => sync.opened(),
    ended() {
      sync.ended()
      presence.ended()
    },
    received: (event) => sync.received(event),
  })
  const calls = createCalls({ connection, scheduler, random })
  const delivered = createDelivered(calls, scheduler)
  const outbox = createOutbox({
    ports,
    calls,
    identity,
    changed: (chatRoomId) => rooms.outboxChanged(chatRoomId),
    sent: (message) => rooms.acked(message),
  })
  const rooms: RoomRegistry = createRooms({
    clock,
    scheduler,
    random,
    calls,
    changes: createChanges(calls),
    delivered,
    identity,
    outbox,
  })
  const inbox = createInbox(calls)
  const presence = createPresence(calls, scheduler)
  const sync = createSync({ ports, connection, calls, rooms, inbox, deliver, inStep: presence.opened })
  const waking = watchForWaking({
    clock,
    scheduler,
    wakeHints: ports.wakeHints,
    woke() {
      connection.tryNow()
      sync.check()
    },
  })

  function deliver(event: ServerEvent): void {
    switch (event.name) {
      case 'receive_message':
        rooms.received(toEntry(event.payload))
        break
      case 'room_changed':
        rooms.received(event.payload)
        break
      case 'room_opened':
        rooms.receivedRoom(event.payload.chatRoomId)
        break
      case 'receipt':
        rooms.receivedReceipt(event.payload)
        break
      case 'user_typing':
        rooms.receivedTyping(event.payload)
        break
      case 'notification':
        inbox.received(toInboxEntry(event.payload))
        break
      case 'inbox_changed':
        inbox.received(event.payload)
        break
      case 'presence':
        presence.received(event.payload)
        break
      default: // Answers to calls of the first generation, `server_closing`, and what later servers say.
    }
  }

  if (options.userId !== undefined) outbox.open(ownerOf(options.url, options.userId))
  connection.start()

  return {
    get userId() {
      return identity.userId
    },
    room: rooms.room,
    rooms: rooms.api,
    inbox: inbox.api,
    presence: presence.api,
    connection: { subscribe: connection.subscribe, getSnapshot: connection.getSnapshot, tryNow: connection.tryNow },
    privacy: createPrivacy(calls),
    close() {
      waking.close()
      sync.close()
      outbox.close()
      rooms.close()
      delivered.close()
      presence.close()
      calls.close()
      connection.close()
    },
  }
}

const ownerOf = (url: string, userId: string): string => `${url} ${userId}`

function defaultPorts({ url, ports = {} }: LinstaClientOptions): ClientPorts {
  const isBrowser = typeof indexedDB !== 'undefined' && typeof navigator !== 'undefined' && 'locks' in navigator
  // A lock without a shared store would leave what the other tabs write unsent. Node has locks, and no shared store.
  const isShared = isBrowser && ports.outboxStore === undefined
  return {
    clock: systemClock,
    scheduler: systemScheduler,
    random: systemRandom,
    connector: ports.connector ?? socketIoConnector(url),
    outboxStore: ports.outboxStore ?? (isBrowser ? indexedDbStore() : memoryStore()),
    tabs: isShared ? browserTabs : soloTabs,
    wakeHints: pageHints,
  }
}
