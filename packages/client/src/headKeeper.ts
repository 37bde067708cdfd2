import type { Participant, Receipt, RoomAnswer, RoomEntry, RoomHead } from '@linsta/protocol'
import { toLinstaError } from './callErrors.ts'
import type { Calls } from './calls.ts'
import type { Identity } from './identity.ts'
import { createLogFollower } from './logFollower.ts'
import { applyEntry, applyState, forward, receiptOf, removes } from './roomHead.ts'

const REFRESHES_MAX = 3 // in a row: a server that cannot bring what it announced is believed as it is

/** Keeps a room's head in step with its log, from what the server gives and from live entries. */
export type HeadKeeper = {
  /** Null: not known, or one is not in the room. */
  readonly head: RoomHead | null
  /** As the server last gave them; empty until somebody asked. */
  readonly participants: readonly Participant[]
  /** Entries are missing in between: `refresh` brings what came of them. */
  readonly isBehind: boolean
  /** A sync begins: heads of its pages are older than what is applied from here on. */
  mark(): void
  /** A head of a sync. */
  take(head: RoomHead): void
  offer(entry: RoomEntry): void
  applyReceipt(receipt: Receipt): void
  /** Asks the server for the head and the participants. */
  refresh(): void
  /** Whether the participants are asked for and yet to come. */
  readonly isRefreshing: boolean
  /** They are old, and nobody looks. */
  forgetParticipants(): void
  /** The link is gone: what waits ahead of a gap may be of a log that is no more. */
  forgetAhead(): void
  forget(): void
}

export function createHeadKeeper(parts: {
  chatRoomId: string
  calls: Pick<Calls, 'request'>
  identity: Identity
  /** Messages of others after `seq`, if all up to `headSeq` are loaded. */
  countAfter(seq: number, headSeq: number): number | undefined
  applied(entry: RoomEntry): void
  /** The server gave a head, and it was taken. */
  took(head: RoomHead): void
  changed(): void
  /** The server says that one is not in the room. */
  gone(): void
}): HeadKeeper {
  const { chatRoomId, calls, identity } = parts
  let head: RoomHead | null = null
  let participants: readonly Participant[] = []
  let appliedCount = 0
  let receiptCount = 0
  // The last receipts that came on this link, by user, with their numbers. Older ones may be of another log.
  const heard = new Map<string, { receipt: Receipt; number: number }>()
  let syncMark = { appliedCount, receiptCount }
  // Raised when everything is forgotten: what was asked before is void.
  let generation = 0
  let isRefreshing = false
  let refreshedGeneration = 0
  let isRefreshWanted = false
  // Raised when a link goes: the next one may be to another log.
  let link = 0
  // What was applied since the refresh that is under way was asked for.
  let overtaking: RoomEntry[] = []

  const log = createLogFollower<RoomEntry>((entry) => {
    if (head === null) return
    appliedCount += 1
    head = applyEntry(head, entry, identity.userId)
    if (isRefreshing) overtaking.push(entry)
    removeParticipant(entry)
    parts.changed()
    parts.applied(entry)
  })

  function removeParticipant(entry: RoomEntry): void {
    if (entry.kind !== 'participant_removed') return
    participants = participants.filter(({ user }) => user._id !== entry.userId)
  }

  /** @param mark the counts when the head was asked for: what was counted since may have overtaken it */
  function takeRead(next: RoomHead, mark: typeof syncMark): 'exact' | 'uncounted' {
    const isBefore = head !== null && next.position.seq < head.position.seq
    if (isBefore && appliedCount !== mark.appliedCount) {
      for (const receipt of next.receipts) applyReceipt(receipt)
      return 'exact'
    }
    // An older backup of the server: what was known of the room is no more.
    if (isBefore) log.restart()
    // Another answer may be on its way that was read before this one.
    appliedCount += 1
    head = { ...next, receipts: newest(next.receipts, heardSince(mark)) }
    const [lastReadSeq, countedFrom] = [ownLastReadSeq(head), ownLastReadSeq(next)]
    const isCounted = lastReadSeq === countedFrom || recount(lastReadSeq)
    log.startAt(next.position)
    parts.took(next)
    parts.changed()
    return isCounted ? 'exact' : 'uncounted'
  }

  const heardSince = (mark: typeof syncMark): Receipt[] =>
    [...heard.values()].filter(({ number }) => number > mark.receiptCount).map(({ receipt }) => receipt)

  const ownLastReadSeq = (of: RoomHead): number => receiptOf(of, identity.userId)?.lastReadSeq ?? 0

  function applyReceipt(receipt: Receipt): void {
    receiptCount += 1
    heard.set(receipt.userId, { receipt, number: receiptCount })
    participants = participants.map((participant) =>
      participant.user._id === receipt.userId
        ? { ...participant, receipt: newest([receipt], participant.receipt ? [participant.receipt] : [])[0] ?? null }
        : participant,
    )
    if (head !== null) {
      const known = receiptOf(head, receipt.userId)
      const isListed = known !== undefined || head.kind === 'direct' || receipt.userId === identity.userId
      const receipts = known === undefined ? [...head.receipts, receipt] : forward(head.receipts, receipt)
      if (isListed) head = { ...head, receipts }
      if (receipt.userId === identity.userId && receipt.lastReadSeq > (known?.lastReadSeq ?? 0)) {
        if (!recount(receipt.lastReadSeq)) refresh()
      }
    }
    parts.changed()
  }

  /** Sets what is unread after one's own receipt; false where only the server can tell. */
  function recount(lastReadSeq: number): boolean {
    if (head === null || head.unread === 0) return true
    const headSeq = head.position.seq
    const unread = lastReadSeq >= headSeq ? 0 : parts.countAfter(lastReadSeq, headSeq)
    if (unread === undefined) return false
    head = { ...head, unread }
    return true
  }

  function refresh(): void {
    isRefreshWanted = true
    if (!isRefreshing) void refreshAll()
  }

  async function refreshAll(): Promise<void> {
    isRefreshing = true
    for (let tries = 0; isRefreshWanted; tries += 1) {
      isRefreshWanted = false
      const own = generation
      refreshedGeneration = own
      const mark = { appliedCount, receiptCount }
      overtaking = []
      try {
        const answer = await fetchAll()
        if (own !== generation) continue
        takeAnswer(answer, mark)
        if (!log.isBehind) tries = 0
        else if (tries < REFRESHES_MAX) isRefreshWanted = true
        else {
          log.restart()
          log.startAt(answer.room.position)
        }
      } catch (thrown) {
        const { code } = toLinstaError(thrown)
        if (own === generation && (code === 'room_not_found' || code === 'not_a_participant')) parts.gone()
      }
    }
    isRefreshing = false
  }

  /** The head as the first page has it, which is of the same link as the last, and the participants of all pages. */
  async function fetchAll(): Promise<Pick<RoomAnswer, 'room' | 'participants'>> {
    const fetch = (cursor?: string) =>
      calls.request(
        'get_room',
        { chatRoomId, ...(cursor === undefined ? {} : { cursor }) },
        { patienceMs: Number.POSITIVE_INFINITY },
      )
    for (;;) {
      const { room, participants, nextCursor } = await fetch()
      const own = link
      const all = [...participants]
      for (let cursor = nextCursor; cursor !== null && own === link; ) {
        const page = await fetch(cursor)
        all.push(...page.participants)
        cursor = page.nextCursor
      }
      if (own === link) return { room, participants: all }
    }
  }

  function takeAnswer(answer: Pick<RoomAnswer, 'room' | 'participants'>, mark: typeof syncMark): void {
    const receipts = heardSince(mark)
    participants = answer.participants.map((participant) => ({
      ...participant,
      receipt: participant.receipt && (newest([participant.receipt], receipts)[0] ?? null),
    }))
    takeRead(answer.room, mark)
    bringUp(answer.room)
  }

  /**
   * Brings what only an answer tells, which is why it was asked for, up to the entries that overtook it. Who was added
   * by one of them has asked for another answer.
   */
  function bringUp(answered: RoomHead): void {
    const ahead = overtaking.filter(({ seq }) => seq > answered.position.seq)
    for (const entry of ahead) removeParticipant(entry)
    if (head !== null && head.position.seq > answered.position.seq) {
      head = { ...head, ownerId: answered.ownerId }
      // Who owns it after that one is in another answer.
      if (ahead.some((entry) => removes(entry, answered.ownerId))) refresh()
      // A receipt that moved meanwhile and could not be counted from has asked for another answer as well.
      if (ownLastReadSeq(head) === ownLastReadSeq(answered)) {
        const others = ahead.filter(({ kind, actorId }) => kind === 'message' && actorId !== identity.userId)
        head = { ...head, unread: answered.unread + others.length }
      }
    }
    parts.changed()
  }

  return {
    get head() {
      return head
    },
    get participants() {
      return participants
    },
    get isBehind() {
      return head !== null && log.isBehind
    },
    mark() {
      syncMark = { appliedCount, receiptCount }
    },
    take(next) {
      if (takeRead(next, syncMark) === 'uncounted') refresh()
    },
    offer(entry) {
      const outcome = log.offer(entry)
      if (outcome === 'conflict') refresh()
      if (outcome !== 'known' || head === null || !('message' in entry) || !entry.message.deleted) return
      head = applyState(head, entry.message)
      parts.changed()
    },
    applyReceipt,
    refresh,
    get isRefreshing() {
      return isRefreshing && refreshedGeneration === generation
    },
    forgetParticipants() {
      participants = []
    },
    forgetAhead() {
      link += 1
      heard.clear()
      // A call that is under way is made again, and answered by the log of the new link.
      overtaking = []
      log.forgetAhead()
    },
    forget() {
      generation += 1
      head = null
      participants = []
      log.restart()
      parts.changed()
    },
  }
}

/** `receipts`, each moved on to where `known` has seen it. */
function newest(receipts: readonly Receipt[], known: readonly Receipt[]): Receipt[] {
  return receipts.map((receipt) => known.reduce((merged, one) => forward([merged], one)[0] ?? merged, receipt))
}
