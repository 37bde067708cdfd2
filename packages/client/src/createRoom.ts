import type { Receipt, RoomEntry, RoomHead } from '@linsta/protocol'
import { LinstaError } from '@linsta/protocol/errors'
import { toLinstaError } from './callErrors.ts'
import type { Calls } from './calls.ts'
import type { Changes } from './changes.ts'
import { createConfirmation } from './confirmation.ts'
import type { Delivered } from './delivered.ts'
import { createHeadKeeper } from './headKeeper.ts'
import type { Identity } from './identity.ts'
import type { Outbox } from './outbox.ts'
import type { Clock, Scheduler, Timer } from './ports.ts'
import { createReadMarker } from './readMarker.ts'
import type { Room } from './room.ts'
import { receiptOf, removes } from './roomHead.ts'
import { createRoomMessages } from './roomMessages.ts'
import { createSubscribable } from './subscribable.ts'
import { createTimelineKeeper } from './timelineKeeper.ts'
import { createTypingNotice, createTypists } from './typing.ts'

const ACK_GAP_MS = 1_000 // an ack may overtake the entries before it: they get this long to arrive by themselves

export type RoomContext = {
  clock: Clock
  scheduler: Scheduler
  calls: Calls
  changes: Changes
  delivered: Delivered
  identity: Identity
  outbox: Outbox
  /** Something that lists show of a room has changed. */
  listChanged(): void
  /** Somebody looks at a room, or nobody does any more. */
  watched(chatRoomId: string): void
  unwatched(chatRoomId: string): void
}

/** A room with what only this package may do to it. */
export type KnownRoom = {
  readonly room: Room
  readonly head: RoomHead | null
  readonly typing: readonly string[]
  /** Whether the server has told, on this link, where the room's log ends. Until then entries wait. */
  readonly isConfirmed: boolean
  /** A new link: an older backup may run there, to whose log what comes live must not be added. */
  unconfirm(): void
  markSync(): void
  takeHead(head: RoomHead): void
  /** An entry, live or by an ack. `ack`: those before it may still be on their way. */
  offer(entry: RoomEntry, origin?: 'ack'): void
  applyReceipt(receipt: Receipt): void
  heardTyping(userId: string): void
  outboxChanged(): void
  refresh(): void
  /** One is not in it. */
  leave(): void
  /** Nobody has looked at it for long: its messages are loaded again when somebody does. */
  unload(): void
  /** What is kept of it is void. */
  forget(): void
  close(): void
}

export function createRoom(context: RoomContext, chatRoomId: string): KnownRoom {
  const { clock, scheduler, calls, identity, outbox } = context
  const confirmation = createConfirmation()
  const roomMessages = createRoomMessages(identity)
  let ackGapTimer: Timer | null = null
  let listedHead: RoomHead | null = null

  const typists = createTypists(scheduler, () => {
    subscribable.changed()
    context.listChanged()
  })
  const timeline = createTimelineKeeper({
    chatRoomId,
    calls,
    changes: context.changes,
    whenConfirmed: confirmation.wait,
    fetched(entry) {
      if ('message' in entry) outbox.heard(entry.message)
      if (confirmation.isConfirmed) head.offer(entry)
    },
    paged: (messages) => messages.forEach(outbox.heard),
    changed,
    gone: leave,
  })
  const head = createHeadKeeper({
    chatRoomId,
    calls,
    identity,
    countAfter: (seq, headSeq) => timeline.countAfter(seq, headSeq, (message) => message.senderId !== identity.userId),
    applied(entry) {
      if (entry.kind === 'message') noteDelivered(entry.message.senderId, entry.seq)
      else if (removes(entry, identity.userId)) leave()
      else if (entry.kind === 'participant_added' && (head.participants.length > 0 || head.isRefreshing)) head.refresh()
      // Who owns it now, the server knows.
      else if (removes(entry, head.head?.ownerId)) head.refresh()
    },
    took(taken) {
      if (taken.preview !== null) noteDelivered(taken.preview.senderId, taken.preview.seq)
      timeline.comeBack()
      confirm(taken)
    },
    changed,
    gone: leave,
  })

  const subscribable = createSubscribable(
    () => ({
      chatRoomId,
      head: head.head,
      participants: head.participants,
      typing: typists.list(),
      timeline: timeline.state,
      messages: [...timeline.messages.map(roomMessages.sent), ...outbox.itemsOf(chatRoomId).map(roomMessages.unsent)],
    }),
    {
      watched() {
        context.watched(chatRoomId)
        timeline.ensureLoaded()
        if (head.participants.length === 0) head.refresh()
      },
      unwatched: () => context.unwatched(chatRoomId),
    },
  )
  const typingNotice = createTypingNotice(clock, () => calls.tell('typing', { chatRoomId }))
  const readMarker = createReadMarker(async (seq) => {
    const answer = await calls.request('mark_read', { chatRoomId, seq }, { patienceMs: Number.POSITIVE_INFINITY })
    head.applyReceipt(answer.receipt)
  })

  function changed(): void {
    settleSent()
    subscribable.changed()
    if (head.head === listedHead) return
    listedHead = head.head
    context.listChanged()
  }

  /** One's own message is pending until the timeline holds it, and not a moment longer. */
  function settleSent(): void {
    const items = outbox.itemsOf(chatRoomId)
    if (items.length === 0) return
    const waiting = new Set(items.map((item) => item.clientMessageId))
    for (const message of timeline.messages) {
      const isShown = message.clientMessageId !== undefined && waiting.delete(message.clientMessageId)
      if (isShown) outbox.heard(message)
    }
    // With nothing missing it is not to come any more: an older backup of the server has taken it back.
    const isComplete = confirmation.isConfirmed && timeline.state.state === 'ready' && !timeline.isBehind
    for (const item of outbox.itemsOf(chatRoomId)) {
      if (item.state !== 'sent') continue
      const isShown = !waiting.has(item.clientMessageId)
      if (isShown || isComplete || timeline.covers(item.message.seq)) outbox.settle(item.clientMessageId)
    }
  }

  function noteDelivered(senderId: string, seq: number): void {
    if (head.head === null || senderId === identity.userId) return
    if (seq > (receiptOf(head.head, identity.userId)?.lastDeliveredSeq ?? 0)) context.delivered.note(chatRoomId, seq)
  }

  function closeGaps(): void {
    if (timeline.isBehind) timeline.heal()
    else if (head.isBehind) head.refresh()
  }

  /** The server told where the log ends: what is known is compared with it, then what waited goes on top. */
  function confirm(taken: RoomHead): void {
    if (confirmation.isConfirmed) return
    const { entries, isComplete } = confirmation.confirm()
    timeline.compareAnew(taken.position)
    for (const entry of entries) offer(entry)
    if (!isComplete) {
      timeline.heal()
      head.refresh()
    }
    confirmation.release()
  }

  function offer(entry: RoomEntry, origin?: 'ack'): void {
    if (entry.kind === 'message') typists.ended(entry.message.senderId)
    if ('message' in entry) outbox.heard(entry.message)
    if (!confirmation.isConfirmed) {
      confirmation.keep(entry)
      return
    }
    head.offer(entry)
    timeline.offer(entry)
    changed()
    if (origin !== 'ack') closeGaps()
    else if (timeline.isBehind || head.isBehind) {
      ackGapTimer?.cancel()
      ackGapTimer = scheduler.after(ACK_GAP_MS, closeGaps)
    }
  }

  function unconfirm(): void {
    confirmation.revoke()
    head.forgetAhead()
    timeline.forgetAhead()
  }

  function leave(): void {
    unconfirm()
    head.forget()
    timeline.leave()
    typists.clear()
    changed()
  }

  /** After a while out of step: who came, went and read meanwhile is in no head. */
  function renewParticipants(): void {
    if (!subscribable.isWatched()) head.forgetParticipants()
    else if (head.participants.length > 0 || !head.isRefreshing) head.refresh()
  }

  async function changeParticipant(name: 'add_participant' | 'remove_participant', userId: string): Promise<void> {
    await calls.request(name, { chatRoomId, userId })
  }

  return {
    room: {
      ...subscribable,
      chatRoomId,
      send: (text, options = {}) => outbox.send({ chatRoomId, text, replyTo: options.replyTo ?? null }),
      retry: (clientMessageId) => outbox.retry(clientMessageId),
      discard: (clientMessageId) => outbox.discard(clientMessageId),
      async deleteMessage(messageId) {
        const { message } = await calls.request('delete_message', { messageId })
        timeline.update(message)
        changed()
      },
      markRead(seq) {
        const known = head.head
        const end = known?.position.seq ?? 0
        const wanted = known === null ? (seq ?? 0) : Math.min(seq ?? end, end)
        const lastReadSeq = known === null ? 0 : (receiptOf(known, identity.userId)?.lastReadSeq ?? 0)
        if (wanted <= lastReadSeq) return Promise.resolve()
        const marked = readMarker.mark(wanted)
        // Mostly nobody waits for it.
        marked.catch(() => {})
        return marked
      },
      setTyping: typingNotice,
      loadOlder: timeline.loadOlder,
      loadNewer: timeline.loadNewer,
      loadNewest: timeline.loadNewest,
      loadAround: timeline.loadAround,
      addParticipant: (userId) => changeParticipant('add_participant', userId),
      removeParticipant: (userId) => changeParticipant('remove_participant', userId),
      async leave() {
        const { userId } = identity
        if (userId === undefined) throw new LinstaError('unavailable')
        try {
          await changeParticipant('remove_participant', userId)
        } catch (thrown) {
          // Repeated after a lost answer it finds one gone already.
          const { code } = toLinstaError(thrown)
          if (head.head !== null || (code !== 'room_not_found' && code !== 'not_a_participant')) throw thrown
        }
      },
    },
    get head() {
      return head.head
    },
    get typing() {
      return typists.list()
    },
    get isConfirmed() {
      return confirmation.isConfirmed
    },
    unconfirm,
    markSync: head.mark,
    takeHead(next) {
      const ownId = next.receipts[0]?.userId
      if (ownId !== undefined) identity.isOrBecomes(ownId)
      const wasConfirmed = confirmation.isConfirmed
      head.take(next)
      if (wasConfirmed) timeline.compare(next.position)
      renewParticipants()
    },
    offer,
    applyReceipt: head.applyReceipt,
    heardTyping(userId) {
      if (userId !== identity.userId) typists.heard(userId)
    },
    outboxChanged: changed,
    refresh: head.refresh,
    leave,
    unload() {
      timeline.unload()
      changed()
    },
    forget() {
      head.forget()
      timeline.reload()
      typists.clear()
      changed()
    },
    close() {
      ackGapTimer?.cancel()
      typists.clear()
      unconfirm()
    },
  }
}
