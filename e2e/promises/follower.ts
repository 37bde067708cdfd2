import type { InboxEntry, Message, Position, RoomEntry, SyncAnswer } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { parseEvent, SocketCaller } from '../sync/caller.ts'

const START: Position = { seq: 0, id: null }
const INBOX = 'inbox'
const RETRY_MS = 50
const [READ, UNREAD, GONE] = ['read', 'unread', 'gone']

/** An entry of a log as a follower keeps it; `target` is the thing it made or named, in its state of then or later. */
type Place = { seq: number; id: string; kind: string; target?: Target }
type Target = { _id: string; updatedSeq: number; state: string }

type Log = {
  position: Position
  /** Ids and kinds of the entries from the first on. */
  places: string[]
  targets: Map<string, Target>
  /** What came live while it is not known yet what was missed before. */
  held: Place[] | undefined
}

/**
 * Somebody who follows their rooms and inbox as the protocol tells clients to, on stock sockets: `sync`, then
 * `get_changes` for what moved, then what comes live. It breaks no silence: whatever is doubled or missing is a breach.
 */
export type Follower = {
  readonly person: Person
  /** What was broken, as sentences. */
  readonly breaches: readonly string[]
  /** The logs that were answered by `reset`, each time. */
  readonly resets: readonly string[]
  /** How often a connection was lost before it was in step. */
  readonly lost: number
  /** Comes (anew) and resolves when all logs are in step: false if the connection was lost before. */
  attend(options?: Parameters<Person['connect']>[0]): Promise<boolean>
  /** The socket it is on, once it attends. */
  readonly socket: SocketCaller
  /** Goes, in the middle of whatever is under way. */
  leave(): void
  /** Resolves once everything that was sent to it has come. */
  settled(): Promise<void>
  /** All it has, to be compared. */
  view(): Record<string, unknown>
  /** The ids and kinds of a room's entries, in order. */
  placesOf(chatRoomId: string): readonly string[]
}

export function createFollower(person: Person): Follower {
  const logs = new Map<string, Log>()
  const breaches: string[] = []
  const resets: string[] = []
  let epoch: string | undefined
  let caller: SocketCaller | undefined
  let lostCount = 0
  /** The rooms that were first heard of live, while they are caught up with. */
  let strangeRooms: Promise<void>[] = []

  function logOf(name: string): Log {
    let log = logs.get(name)
    if (log === undefined) {
      log = { position: START, places: [], targets: new Map(), held: [] }
      logs.set(name, log)
    }
    return log
  }

  function forget(name: string): void {
    resets.push(name)
    const { held } = logOf(name)
    logs.set(name, { position: START, places: [], targets: new Map(), held })
  }

  function apply(name: string, place: Place): void {
    const log = logOf(name)
    // An inbox is read as it is stored, which may be ahead of what was delivered: that comes once more.
    if (name === INBOX && place.seq <= log.position.seq) return
    if (place.seq !== log.position.seq + 1) {
      breaches.push(`${person.id} ${name}: entry ${place.seq} came behind ${log.position.seq}`)
      if (place.seq <= log.position.seq) return
    }
    log.position = { seq: place.seq, id: place.id }
    log.places.push(`${place.id} ${place.kind}`)
    const { target } = place
    if (target !== undefined && target.updatedSeq >= (log.targets.get(target._id)?.updatedSeq ?? 0)) {
      log.targets.set(target._id, target)
    }
    if (place.kind === 'all_read') {
      for (const one of log.targets.values()) if (one.state !== GONE) one.state = one.state.replace(/^unread/, READ)
    }
  }

  /** It is known what was missed: what came live meanwhile and is newer follows. */
  function release(name: string): void {
    const log = logOf(name)
    const { held = [] } = log
    log.held = undefined
    for (const place of held) if (place.seq > log.position.seq) apply(name, place)
  }

  function hearLive(own: SocketCaller): void {
    const last = new Map<string, number>()
    own.connection.socket.onAny((event: string, payload: unknown) => {
      if (own !== caller) return
      const found = toPlace(event, payload)
      if (found === undefined) return
      const { name, place } = found
      const before = last.get(name)
      last.set(name, place.seq)
      if (before !== undefined && place.seq !== before + 1) {
        breaches.push(`${person.id} ${name}: one socket was sent ${place.seq} after ${before}`)
      }
      const isStrange = !logs.has(name)
      const log = logOf(name)
      if (log.held === undefined) apply(name, place)
      else log.held.push(place)
      if (isStrange && isInStep) strangeRooms.push(catchUp(own, [name]).then(() => release(name)))
    })
  }
  let isInStep = false

  async function catchUp(own: SocketCaller, names: string[]): Promise<void> {
    for (let left = names; left.length > 0; ) {
      const rooms = left.slice(0, 100).map((chatRoomId) => ({ chatRoomId, position: logOf(chatRoomId).position }))
      const answer = await own.call('get_changes', { rooms, limit: 150 })
      if (own !== caller) throw new Error('left')
      const again: string[] = left.slice(100)
      for (const changes of answer.rooms) {
        const { chatRoomId } = changes
        if (changes.outcome === 'gone') logs.delete(chatRoomId)
        else if (changes.outcome === 'reset') forget(chatRoomId)
        else for (const entry of changes.entries) apply(chatRoomId, fromRoom(entry))
        if (changes.outcome === 'reset' || (changes.outcome === 'changes' && changes.hasMore)) again.push(chatRoomId)
      }
      left = again
    }
  }

  async function followInbox(own: SocketCaller, first: SyncAnswer, asked: Position | undefined): Promise<void> {
    let { inbox } = first
    if (inbox === undefined) throw new Error('A first page without an inbox')
    if (inbox.outcome === 'reset' && asked !== undefined) forget(INBOX)
    while (inbox.outcome === 'reset' || inbox.hasMore) {
      if (inbox.outcome === 'changes') for (const entry of inbox.entries) apply(INBOX, fromInbox(entry))
      inbox = (await own.call('get_inbox_changes', { position: logOf(INBOX).position, limit: 50 })).inbox
      if (own !== caller) throw new Error('left')
    }
    for (const entry of inbox.entries) apply(INBOX, fromInbox(entry))
  }

  async function follow(own: SocketCaller): Promise<void> {
    const asked = logs.get(INBOX)?.position
    const known = epoch === undefined ? {} : { epoch }
    logOf(INBOX)
    for (const log of logs.values()) log.held = []
    const first = await own.call('sync', { ...known, ...(asked === undefined ? {} : { inbox: asked }) })
    if (first.reset) for (const name of logs.keys()) forget(name)
    epoch = first.epoch
    const heads = [...first.rooms]
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await own.call('sync', { epoch, cursor })
      heads.push(...page.rooms)
      cursor = page.nextCursor
    }
    if (own !== caller) throw new Error('left')
    const moved = heads.filter(({ chatRoomId, position }) => {
      const log = logOf(chatRoomId)
      return position.seq !== log.position.seq || position.id !== log.position.id
    })
    await followInbox(own, first, first.reset ? undefined : asked)
    // Rooms that were first heard of live are on no page that came before.
    const behind = new Set(moved.map(({ chatRoomId }) => chatRoomId))
    for (const [name, { places }] of logs) if (name !== INBOX && places.length === 0) behind.add(name)
    await catchUp(own, [...behind])
    isInStep = true
    for (const name of logs.keys()) release(name)
  }

  function leave(): void {
    const gone = caller
    caller = undefined
    isInStep = false
    strangeRooms = []
    gone?.close()
  }

  return {
    person,
    breaches,
    resets,
    get lost() {
      return lostCount
    },

    get socket() {
      if (caller === undefined) throw new Error('Not there')
      return caller
    },

    async attend(options) {
      leave()
      const own = await SocketCaller.connect(person, options).catch(() => undefined)
      if (own === undefined) {
        // The server is away: whoever comes again at once keeps it from coming back.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        return false
      }
      caller = own
      try {
        hearLive(own)
        const lost = new Promise<never>((_, fail) => {
          own.connection.socket.once('disconnect', () => fail(new Error('lost')))
        })
        lost.catch(() => {})
        await Promise.race([follow(own), lost])
        return true
      } catch (error) {
        if (error instanceof Error && error.name === 'AssertionError') throw error
        lostCount += 1
        return false
      }
    },

    leave,

    async settled() {
      await caller?.connection.settled()
      while (strangeRooms.length > 0) await Promise.all(strangeRooms.splice(0))
    },

    view: () =>
      Object.fromEntries(
        [...logs].map(([name, { places, targets }]) => [
          name,
          { places, states: Object.fromEntries([...targets].map(([id, { state }]) => [id, state])) },
        ]),
      ),
    placesOf: (chatRoomId) => logs.get(chatRoomId)?.places ?? [],
  }
}

const toTarget = (message: Message): Target => ({
  _id: message._id,
  updatedSeq: message.updatedSeq,
  state: JSON.stringify([message.text, message.deleted, message.senderId, message.createdAt]),
})

function fromRoom(entry: RoomEntry): Place {
  const { seq, id, kind } = entry
  return 'message' in entry ? { seq, id, kind, target: toTarget(entry.message) } : { seq, id, kind }
}

function fromInbox(entry: InboxEntry): Place {
  const { seq, id, kind } = entry
  if (!('notification' in entry)) return { seq, id, kind }
  const { _id, updatedSeq, isRead, message } = entry.notification
  const state = kind === 'retracted' ? GONE : `${isRead ? READ : UNREAD} ${message}`
  return { seq, id, kind, target: { _id, updatedSeq, state } }
}

/** Where in which log an event belongs; undefined if in none. */
function toPlace(event: string, raw: unknown): { name: string; place: Place } | undefined {
  switch (event) {
    case 'receive_message': {
      const message = parseEvent(event, raw)
      const place = { seq: message.seq, id: message._id, kind: 'message', target: toTarget(message) }
      return { name: message.chatRoomId, place }
    }
    case 'room_changed': {
      const entry = parseEvent(event, raw)
      return { name: entry.chatRoomId, place: fromRoom(entry) }
    }
    case 'notification': {
      const notification = parseEvent(event, raw)
      const { _id: id, seq, createdAt: at } = notification
      return { name: INBOX, place: fromInbox({ kind: 'notification', seq, id, at, notification }) }
    }
    case 'inbox_changed':
      return { name: INBOX, place: fromInbox(parseEvent(event, raw)) }
    default:
      return undefined
  }
}
