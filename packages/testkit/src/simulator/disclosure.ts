import type { Breaches } from './breaches.ts'
import type { Ledger } from './ledger.ts'
import { roomsOfTexts } from './messageText.ts'

export type Receipt = { chatRoomId: string; userId: string; lastReadSeq: number; lastDeliveredSeq: number }

/** Holds that nobody learns what is not theirs to know (P5, P6). Each is asked before it is sent to `userId`. */
export type Disclosure = {
  /** A live entry of a room: for who was in it then, and whom it removes. */
  entry(userId: string, entry: { kind: string; chatRoomId: string; seq: number }): void
  /** Something of a room that an answer holds: for members, and for the removed up to their removal. */
  answered(userId: string, item: { call: string; chatRoomId: string; seq: number }): void
  /** A live receipt: for members, of those who show theirs. */
  receipt(userId: string, receipt: Receipt): void
  /** The same in an answer, which is asked for the room as well. */
  answeredReceipt(userId: string, receipt: Receipt): void
  /** That there is a room: for members. */
  room(userId: string, chatRoomId: string): void
  typing(userId: string, typing: { chatRoomId: string; userId: string }): void
  presence(userId: string, presence: { userId: string; online: boolean }): void
  inbox(userId: string, ownerId: string | undefined): void
  /** Everything, whatever it is: texts of rooms one was never in are in none of it. */
  anything(userId: string, text: string): void
  /** The process knows of the room's log up to here. */
  told(chatRoomId: string, seq: number): void
  /** A process starts with an empty memory of what it told. */
  restarted(): void
}

/** How long after a change something that was read before it may still be on its way out: milliseconds. */
const IN_HAND_MS = 3_000

export function createDisclosure(parts: { clock: { now(): number }; ledger: Ledger; breaches: Breaches }): Disclosure {
  const { clock, ledger, breaches } = parts
  /** Up to where the process told of a room to anybody: it knows of removals up to there. */
  const toldSeq = new Map<string, number>()

  const breach = (sentence: string) => breaches.add('nothing to outsiders', sentence)
  const isSettled = (since: number) => clock.now() - since > IN_HAND_MS

  /** Whether somebody is outside a room and the process knows it. */
  function isKnownOutsider(chatRoomId: string, userId: string): boolean {
    if (ledger.isMember(chatRoomId, userId)) return false
    const removal = ledger.removalOf(chatRoomId, userId)
    return removal === undefined || removal.seq <= (toldSeq.get(chatRoomId) ?? 0)
  }

  function answeredReceipt(userId: string, receipt: Receipt): void {
    const { receipts, since } = ledger.privacyOf(receipt.userId)
    if (receipt.userId === userId || receipts || !isSettled(since)) return
    breach(`${userId} was sent the receipt that ${receipt.userId} hides in ${receipt.chatRoomId}`)
  }

  return {
    entry(userId, { kind, chatRoomId, seq }) {
      if (!ledger.maySee(chatRoomId, seq, userId)) breach(`${userId} was sent ${kind} ${seq} of ${chatRoomId}`)
    },
    answered(userId, { call, chatRoomId, seq }) {
      if (!ledger.mayRead(chatRoomId, seq, userId)) breach(`${userId} was answered ${seq} of ${chatRoomId} by ${call}`)
    },
    receipt(userId, receipt) {
      const { chatRoomId } = receipt
      if (isKnownOutsider(chatRoomId, userId)) breach(`${userId} was sent a receipt of ${chatRoomId}`)
      answeredReceipt(userId, receipt)
    },
    answeredReceipt,
    room(userId, chatRoomId) {
      if (isKnownOutsider(chatRoomId, userId)) breach(`${userId} was told that ${chatRoomId} is there`)
    },
    typing(userId, typing) {
      if (isKnownOutsider(typing.chatRoomId, userId)) breach(`${userId} hears typing in ${typing.chatRoomId}`)
      const { invisible, since } = ledger.privacyOf(typing.userId)
      if (invisible && isSettled(since)) breach(`${userId} hears that the invisible ${typing.userId} types`)
    },
    presence(userId, presence) {
      if (presence.userId === userId) return
      const shared = ledger.sharedUntil(userId, presence.userId)
      if (shared === undefined || isSettled(shared)) breach(`${userId} was told of ${presence.userId}'s presence`)
      const { invisible, since } = ledger.privacyOf(presence.userId)
      if (presence.online && invisible && isSettled(since)) {
        breach(`${userId} was told that the invisible ${presence.userId} is online`)
      }
    },
    inbox(userId, ownerId) {
      if (ownerId !== undefined && ownerId !== userId) breach(`${userId} got something of ${ownerId}'s inbox`)
    },
    anything(userId, text) {
      for (const chatRoomId of roomsOfTexts(text)) {
        if (!ledger.mayRead(chatRoomId, 1, userId)) breach(`${userId} got a text of ${chatRoomId}`)
      }
    },
    told(chatRoomId, seq) {
      toldSeq.set(chatRoomId, Math.max(seq, toldSeq.get(chatRoomId) ?? 0))
    },
    restarted: () => toldSeq.clear(),
  }
}
