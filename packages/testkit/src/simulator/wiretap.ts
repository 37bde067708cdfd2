import type { Breaches } from './breaches.ts'
import { createDeliveryOrder } from './deliveryOrder.ts'
import { createDisclosure, type Receipt } from './disclosure.ts'
import type { Ledger } from './ledger.ts'

/*
 * Reads everything that leaves the server, and holds it against the ledger: who may have it, and in what order.
 */

type Listener = { id: string; userId: string }
type Message = { _id: string; chatRoomId: string; seq: number; updatedSeq: number }
type Entry = { kind: string; chatRoomId: string; seq: number; id: string; message?: Message }
type Head = { chatRoomId: string; position: { seq: number }; receipts: Receipt[] }
type Call = { name: string; payload: unknown }

export type Wiretap = {
  /** An event leaves for a connection. `text` is all of it, as JSON. */
  event(listener: Listener, event: { name: string; payload: unknown; text: string }): void
  /** An acknowledgement leaves. */
  answer(listener: Listener, call: Call & { text: string }): void
  /** A process starts with an empty memory of what it told. */
  restarted(): void
}

export function createWiretap(parts: { clock: { now(): number }; ledger: Ledger; breaches: Breaches }): Wiretap {
  const { ledger, breaches } = parts
  const disclosure = createDisclosure(parts)
  const order = createDeliveryOrder<Listener>(breaches)
  /** Up to where a connection's first sync told it of its inbox. */
  const inboxSyncedTo = new WeakMap<Listener, number>()
  const ownReceipts = new WeakMap<Listener, Map<string, Receipt>>()

  function entry(listener: Listener, { kind, chatRoomId, seq, id }: Entry): void {
    disclosure.entry(listener.userId, { kind, chatRoomId, seq })
    if (ledger.rooms.get(chatRoomId)?.entries[seq - 1]?.id !== id) {
      breaches.add('one log', `${kind} ${seq} of ${chatRoomId} was sent as ${id}, which is not in the log there`)
    }
    const skips = (missing: number) => !ledger.maySee(chatRoomId, missing, listener.userId)
    order.delivered(listener, { log: chatRoomId, seq, skips })
    disclosure.told(chatRoomId, seq)
  }

  function receipt(listener: Listener, moved: Receipt): void {
    disclosure.receipt(listener.userId, moved)
    if (moved.userId !== listener.userId) return
    const known = ownReceipts.get(listener) ?? new Map<string, Receipt>()
    ownReceipts.set(listener, known)
    const before = known.get(moved.chatRoomId)
    known.set(moved.chatRoomId, moved)
    // Whoever left and came back begins anew.
    const cameBack = ledger.rooms.get(moved.chatRoomId)?.entries.some(({ targetId }) => targetId === moved.userId)
    if (before === undefined || cameBack) return
    if (moved.lastReadSeq < before.lastReadSeq || moved.lastDeliveredSeq < before.lastDeliveredSeq) {
      breaches.add('receipts forward', `${moved.userId}'s receipt in ${moved.chatRoomId} went back at ${listener.id}`)
    }
  }

  function inbox(listener: Listener, { seq, userId }: { seq: number; userId?: string }): void {
    disclosure.inbox(listener.userId, userId)
    // Before it is in sync it hears of new ones only; its sync tells it of the others.
    const skips = (missing: number) => missing <= (inboxSyncedTo.get(listener) ?? Number.POSITIVE_INFINITY)
    order.delivered(listener, { log: 'inbox', seq, skips })
  }

  function head({ userId }: Listener, call: string, { chatRoomId, position, receipts }: Head): void {
    disclosure.answered(userId, { call, chatRoomId, seq: position.seq })
    for (const one of receipts) disclosure.answeredReceipt(userId, one)
  }

  /** A state tells of the entry that last changed it. */
  function message({ userId }: Listener, call: string, { chatRoomId, seq, updatedSeq }: Message): void {
    disclosure.answered(userId, { call, chatRoomId, seq: Math.max(seq, updatedSeq) })
  }

  function answered(listener: Listener, { name, payload }: Call, outcome: Outcome): void {
    switch (name) {
      case 'sync':
        if (outcome.inbox !== undefined && !inboxSyncedTo.has(listener)) {
          inboxSyncedTo.set(listener, outcome.inbox.position.seq)
        }
        for (const one of outcome.rooms ?? []) head(listener, name, one as Head)
        break
      case 'get_room':
      case 'create_room':
        if (outcome.room !== undefined) head(listener, name, outcome.room)
        for (const { receipt: shown } of outcome.participants ?? []) {
          if (shown !== null) disclosure.answeredReceipt(listener.userId, shown)
        }
        break
      case 'get_changes':
        for (const one of (outcome.rooms ?? []).flatMap((room) => (room as { entries?: Entry[] }).entries ?? [])) {
          disclosure.answered(listener.userId, { ...one, call: name })
          if (one.message !== undefined) message(listener, name, one.message)
        }
        break
      case 'get_messages':
        for (const one of outcome.messages ?? []) message(listener, name, one)
        break
      case 'remove_participant': {
        const { chatRoomId, userId } = payload as { chatRoomId: string; userId: string }
        disclosure.told(chatRoomId, ledger.removalOf(chatRoomId, userId)?.seq ?? 0)
        break
      }
      default:
    }
  }

  function happened(listener: Listener, name: string, payload: unknown): void {
    switch (name) {
      case 'receive_message':
        entry(listener, { ...(payload as Message), id: (payload as Message)._id, kind: 'message' })
        break
      case 'room_opened':
        disclosure.room(listener.userId, (payload as { chatRoomId: string }).chatRoomId)
        break
      case 'room_changed':
        entry(listener, payload as Entry)
        break
      case 'receipt':
        receipt(listener, payload as Receipt)
        break
      case 'user_typing':
        disclosure.typing(listener.userId, payload as { chatRoomId: string; userId: string })
        break
      case 'presence':
        disclosure.presence(listener.userId, payload as { userId: string; online: boolean })
        break
      case 'notification':
      case 'inbox_changed':
        inbox(listener, payload as { seq: number; userId?: string })
        break
      default:
    }
  }

  return {
    event(listener, { name, payload, text }) {
      disclosure.anything(listener.userId, text)
      happened(listener, name, payload)
    },
    answer(listener, { text, ...call }) {
      disclosure.anything(listener.userId, text)
      const outcome = JSON.parse(text) as Outcome
      if (outcome.ok) answered(listener, call, outcome)
    },
    restarted: disclosure.restarted,
  }
}

/** What answers may hold, of those that matter here. */
type Outcome = {
  ok: boolean
  rooms?: unknown[]
  inbox?: { position: { seq: number } }
  room?: Head
  participants?: { receipt: Receipt | null }[]
  messages?: Message[]
}
