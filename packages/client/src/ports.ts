import type {
  ClientToServerEvents,
  Message,
  SocketAck,
  SocketCallName,
  SocketEvent,
  SocketEventName,
} from '@linsta/protocol'
import type { ErrorCode } from '@linsta/protocol/errors'

/*
 * What the client needs from outside. Each is handed in, so that a simulator can replay a seed; nothing else in this
 * package looks at a clock, sets a timer, rolls dice or touches a browser.
 */

/** Wall-clock time in milliseconds since 1970. */
export type Clock = { now(): number }

export type Timer = { cancel(): void }

/** Work for later. Whoever asks for a timer cancels it when it closes. */
export type Scheduler = {
  /** Runs `task` once after `delayMs` milliseconds (at most 2^31 − 1). */
  after(delayMs: number, task: () => void): Timer
  /** Runs `task` each `periodMs` milliseconds. */
  every(periodMs: number, task: () => void): Timer
}

/** Unpredictable bytes: ids are made of them, and the jitter of waits. */
export type Random = { bytes(count: number): Uint8Array }

/** The payload of a call as a client writes it: with defaults left out. */
export type CallPayload<Name extends SocketCallName> = Parameters<ClientToServerEvents[Name]>[0]

/** One event of the server: its name and payload. */
export type ServerEvent = { [Name in SocketEventName]: { name: Name; payload: SocketEvent<Name> } }[SocketEventName]

/** Why a link ended: the server refused the token · nobody answered · it was open and is no more. */
export type LinkEnd = 'unauthorized' | 'unreachable' | 'lost'

export type LinkEvents = {
  /** The server let us in: calls may be made from here on. */
  opened(): void
  /** At most once, and nothing after it. Not after `close()`. */
  ended(reason: LinkEnd): void
  received(event: ServerEvent): void
}

/** One connection to the server, from `Connector.open` until it ended or was closed. It never comes back by itself. */
export type Link = {
  /** Emits a call. `answer` is called at most once, and never after the link ended. */
  call<Name extends SocketCallName>(
    name: Name,
    payload: CallPayload<Name>,
    answer: (ack: SocketAck<Name>) => void,
  ): void
  close(): void
}

export type Connector = { open(token: string, events: LinkEvents): Link }

/** A message that the server has not acked: on its way, or refused for good. */
export type StoredSend = {
  /** The user and server it belongs to: nobody else may send it. */
  owner: string
  clientMessageId: string
  chatRoomId: string
  text: string
  replyTo: string | null
  /** ISO 8601: when it was written. */
  createdAt: string
  /** Sends of one room go out by it, lowest first. */
  order: number
} & ({ state: 'pending' } | { state: 'failed'; error: { code: ErrorCode; message: string } })

/** Keeps what is not sent yet. Tabs share it; one that survives a reload is what makes the outbox survive it. */
export type OutboxStore = {
  /** All of `owner`, in any order. What was put before is in it. */
  list(owner: string): Promise<StoredSend[]>
  /** Resolves once it is stored; replaces the one with the same `clientMessageId`. */
  put(send: StoredSend): Promise<void>
  /** Resolves also where there is none. */
  remove(clientMessageId: string): Promise<void>
}

/** What tabs of one user tell each other about their outbox. */
export type TabMessage =
  | { kind: 'changed' }
  | { kind: 'sent'; message: Message }
  | { kind: 'discarded'; clientMessageId: string }

/** The other tabs (or workers) that share the outbox store. Where there are none, this one leads at once. */
export type Tabs = {
  /**
   * `leads` is called once, when this tab is the only one of `owner` that may send, which it then is until it leaves.
   * `heard` gets what the others post, in the order each posted it.
   */
  join(
    owner: string,
    events: { leads(): void; heard(message: TabMessage): void },
  ): { post(message: TabMessage): void; leave(): void }
}

/** Hints that now is a good moment to look at the connection: the page became visible, the network came back. */
export type WakeHints = { watch(woke: () => void): Timer }

export type ClientPorts = {
  clock: Clock
  scheduler: Scheduler
  random: Random
  connector: Connector
  outboxStore: OutboxStore
  tabs: Tabs
  wakeHints: WakeHints
}
