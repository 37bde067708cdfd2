import type { Breaches } from './breaches.ts'
import type { Ledger } from './ledger.ts'

/*
 * Reads everything that leaves the server, and holds it against the ledger: who may have it, and in what order.
 */

type Listener = { id: string; userId: string }
type Receipt = { chatRoomId: string; userId: string; lastReadSeq: number; lastDeliveredSeq: number }
type Message = { _id: string; chatRoomId: string; seq: number; updatedSeq: number }
type Entry = { kind: string; chatRoomId: string; seq: number; id: string }

export type Wiretap = {
  /** An event leaves for a connection. `text` is all of it, as JSON. */
  event(listener: Listener, event: { name: string; payload: unknown; text: string }): void
  /** An acknowledgement leaves. */
  answer(listener: Listener, call: { name: string; payload: unknown; text: string }): void
  /** A process starts with an empty memory of what it told. */
  restarted(): void
}

/** How long after a change something that was read before it may still be on its way out: milliseconds. */
const IN_HAND_MS = 3_000

/** The texts of messages name their room, so that it is seen wherever they turn up. */
export const textOf = (chatRoomId: string, number: number): string => `text ${number} of room ${chatRoomId}`
const ROOM_OF_TEXT = /text \d+ of room ([0-9a-f]{24})/g

export function createWiretap(parts: { clock: { now(): number }; ledger: Ledger; breaches: Breaches }): Wiretap {
  const { clock, ledger, breaches } = parts
  /** The last position of each log that each connection was sent. */
  const sent = new WeakMap<Listener, Map<string, number>>()
  const synced = new WeakSet<Listener>()
  const receipts = new WeakMap<Listener, Map<string, Receipt>>()
  /** Up to where the process told of a room to anybody: it knows of removals up to there. */
  const told = new Map<string, number>()

  const outside = (sentence: string) => breaches.add('nothing to outsiders', sentence)
  const isSettled = (since: number) => clock.now() - since > IN_HAND_MS

  /** Whether somebody is outside a room and the process knows it. */
  function isKnownOutsider(chatRoomId: string, userId: string): boolean {
    if (ledger.isMember(chatRoomId, userId)) return false
    const removal = ledger.removalOf(chatRoomId, userId)
    return removal === undefined || removal.seq <= (told.get(chatRoomId) ?? 0)
  }

  function tell(chatRoomId: string, seq: number): void {
    told.set(chatRoomId, Math.max(seq, told.get(chatRoomId) ?? 0))
  }

  /** Right behind the one before, but for entries that were not for this user. */
  function requireNext(listener: Listener, position: { log: string; seq: number; skips(seq: number): boolean }): void {
    const { log, seq, skips } = position
    const seqs = sent.get(listener) ?? new Map<string, number>()
    sent.set(listener, seqs)
    const last = seqs.get(log)
    seqs.set(log, seq)
    if (last === undefined) return
    if (seq <= last) breaches.add('order of delivery', `${listener.id} got ${seq} of ${log} after ${last}`)
    for (let missing = last + 1; missing < seq; missing += 1) {
      if (!skips(missing)) breaches.add('order of delivery', `${listener.id} got ${seq} of ${log} and never ${missing}`)
    }
  }

  function entry(listener: Listener, { kind, chatRoomId, seq, id }: Entry): void {
    const { userId } = listener
    if (!ledger.maySee(chatRoomId, seq, userId)) outside(`${userId} was sent ${kind} ${seq} of ${chatRoomId}`)
    if (ledger.rooms.get(chatRoomId)?.entries[seq - 1]?.id !== id) {
      breaches.add('one log', `${kind} ${seq} of ${chatRoomId} was sent as ${id}, which is not in the log there`)
    }
    requireNext(listener, { log: chatRoomId, seq, skips: (missing) => !ledger.maySee(chatRoomId, missing, userId) })
    tell(chatRoomId, seq)
  }

  function receipt(listener: Listener, moved: Receipt): void {
    const { chatRoomId, userId } = moved
    if (isKnownOutsider(chatRoomId, listener.userId)) {
      outside(`${listener.userId} was sent a receipt of ${chatRoomId}`)
    }
    mayShow(listener, moved)
    const known = receipts.get(listener) ?? new Map<string, Receipt>()
    receipts.set(listener, known)
    const before = known.get(chatRoomId + userId)
    known.set(chatRoomId + userId, moved)
    // Whoever left and came back begins anew.
    const cameBack = ledger.rooms.get(chatRoomId)?.entries.some(({ targetId }) => targetId === userId)
    if (before === undefined || cameBack || userId !== listener.userId) return
    if (moved.lastReadSeq < before.lastReadSeq || moved.lastDeliveredSeq < before.lastDeliveredSeq) {
      breaches.add('receipts forward', `${userId}'s receipt in ${chatRoomId} went back at ${listener.id}`)
    }
  }

  /** Of who hides them for a while no receipts go out. */
  function mayShow(listener: Listener, { chatRoomId, userId }: Receipt): void {
    const { receipts: shows, since } = ledger.privacyOf(userId)
    if (userId === listener.userId || shows || !isSettled(since)) return
    outside(`${listener.userId} was sent the receipt that ${userId} hides in ${chatRoomId}`)
  }

  function presence(listener: Listener, { userId, online }: { userId: string; online: boolean }): void {
    if (userId === listener.userId) return
    const shared = ledger.sharedUntil(listener.userId, userId)
    if (shared === undefined || isSettled(shared)) outside(`${listener.userId} was told of ${userId}'s presence`)
    const { invisible, since } = ledger.privacyOf(userId)
    if (online && invisible && isSettled(since)) outside(`${listener.userId} was told that ${userId} is online`)
  }

  function scan({ userId }: Listener, what: string, text: string): void {
    for (const [, chatRoomId = ''] of text.matchAll(ROOM_OF_TEXT)) {
      if (!ledger.mayRead(chatRoomId, 1, userId)) outside(`${userId} got a text of ${chatRoomId} in ${what}`)
    }
  }

  function read(listener: Listener, call: string, item: { chatRoomId: string; seq: number }): void {
    if (ledger.mayRead(item.chatRoomId, item.seq, listener.userId)) return
    outside(`${listener.userId} was answered ${item.seq} of ${item.chatRoomId} by ${call}`)
  }

  const readMessage = (listener: Listener, call: string, { chatRoomId, seq, updatedSeq }: Message) =>
    read(listener, call, { chatRoomId, seq: Math.max(seq, updatedSeq) })

  function readHead(listener: Listener, call: string, head: Head): void {
    read(listener, call, { chatRoomId: head.chatRoomId, seq: head.position.seq })
    for (const one of head.receipts) mayShow(listener, one)
  }

  function readAnswer(
    listener: Listener,
    { name, payload }: { name: string; payload: unknown },
    outcome: Answer,
  ): void {
    switch (name) {
      case 'sync':
        synced.add(listener)
        for (const head of outcome.rooms ?? []) readHead(listener, name, head as Head)
        break
      case 'get_room':
      case 'create_room':
        if (outcome.room !== undefined) readHead(listener, name, outcome.room)
        for (const participant of outcome.participants ?? []) {
          if (participant.receipt !== null) mayShow(listener, participant.receipt)
        }
        break
      case 'get_changes':
        for (const changes of outcome.rooms ?? []) {
          for (const one of (changes as { entries?: (Entry & { message?: Message })[] }).entries ?? []) {
            read(listener, name, one)
            if (one.message !== undefined) readMessage(listener, name, one.message)
          }
        }
        break
      case 'get_messages':
        for (const message of outcome.messages ?? []) readMessage(listener, name, message)
        break
      case 'remove_participant': {
        const { chatRoomId, userId } = payload as { chatRoomId: string; userId: string }
        tell(chatRoomId, ledger.removalOf(chatRoomId, userId)?.seq ?? 0)
        break
      }
      default:
    }
  }

  return {
    event(listener, { name, payload, text }) {
      scan(listener, name, text)
      switch (name) {
        case 'receive_message': {
          const message = payload as Message
          entry(listener, { ...message, id: message._id, kind: 'message' })
          break
        }
        case 'room_changed':
          entry(listener, payload as Entry)
          break
        case 'receipt':
          receipt(listener, payload as Receipt)
          break
        case 'user_typing': {
          const { chatRoomId, userId } = payload as { chatRoomId: string; userId: string }
          if (isKnownOutsider(chatRoomId, listener.userId)) outside(`${listener.userId} hears typing in ${chatRoomId}`)
          const { invisible, since } = ledger.privacyOf(userId)
          if (invisible && isSettled(since)) outside(`${listener.userId} hears that the invisible ${userId} types`)
          break
        }
        case 'presence':
          presence(listener, payload as { userId: string; online: boolean })
          break
        case 'notification':
        case 'inbox_changed': {
          const { seq, userId } = payload as { seq: number; userId?: string }
          if (userId !== undefined && userId !== listener.userId) outside(`${listener.userId} got ${userId}'s ${name}`)
          // Before it is in sync it hears of new ones only.
          requireNext(listener, { log: 'inbox', seq, skips: () => !synced.has(listener) })
          break
        }
        default:
      }
    },
    answer(listener, { name, payload, text }) {
      scan(listener, name, text)
      const outcome = JSON.parse(text) as Answer
      if (outcome.ok) readAnswer(listener, { name, payload }, outcome)
    },
    restarted: () => told.clear(),
  }
}

type Head = { chatRoomId: string; position: { seq: number }; receipts: Receipt[] }
type Answer = {
  ok: boolean
  rooms?: unknown[]
  room?: Head
  participants?: { receipt: Receipt | null }[]
  messages?: Message[]
}
