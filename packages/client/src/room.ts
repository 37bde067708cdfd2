import type { Message, Participant, RoomHead } from '@linsta/protocol'
import type { LinstaError } from '@linsta/protocol/errors'
import type { Subscribable } from './subscribable.ts'
import type { TimelineState } from './timelineKeeper.ts'

/**
 * One message as a timeline shows it. `key` stays the same when a pending one is sent. Pending and failed ones come
 * last, in the order they were written.
 */
export type RoomMessage =
  | { state: 'sent'; key: string; message: Message }
  | (({ state: 'pending'; key: string } | { state: 'failed'; key: string; error: LinstaError }) & {
      clientMessageId: string
      text: string
      replyTo: string | null
      /** ISO 8601, by this device's clock. */
      createdAt: string
    })

export type RoomSnapshot = {
  chatRoomId: string
  /** Unread count, preview, receipts, the other one; null until it is known. */
  head: RoomHead | null
  /** Empty until they are loaded, which `subscribe` begins. */
  participants: readonly Participant[]
  /** Ids of others who are typing. */
  typing: readonly string[]
  timeline: TimelineState
  /** Oldest first, without a hole. Only pending and failed ones while the timeline is not ready. */
  messages: readonly RoomMessage[]
}

/**
 * One room. The first `subscribe` loads its newest messages and participants; from then on it follows the room.
 *
 * Where nothing else is said, calls wait for the connection, are repeated until they are answered, and reject with a
 * `LinstaError`: `unavailable` after 30 s without an answer or when the client is closed, `room_not_found` or
 * `not_a_participant` where one is not in the room, or what the server refuses the call with.
 */
export type Room = Subscribable<RoomSnapshot> & {
  readonly chatRoomId: string
  /**
   * Shows the message as pending at once, and resolves with it when the server has stored it, however long that takes.
   * The promise may be ignored: a failure is in the snapshot as well.
   * Rejects with `message_empty` or `message_too_long`, and then nothing is shown; with what the server refuses it with
   * (`room_not_found`, `not_a_participant`, `message_not_found` for `replyTo`, `conflict`), and then it is `failed`;
   * with `unavailable` when the client is closed, and then the outbox store keeps it for the next client.
   */
  send(text: string, options?: { replyTo?: string }): Promise<Message>
  /** Sends a failed message again. Rejects as `send` does, and with `message_not_found` where there is none that failed. */
  retry(clientMessageId: string): Promise<Message>
  /** Forgets a failed message. Never throws. */
  discard(clientMessageId: string): void
  /** Empties one's own message for everybody. Rejects also with `message_not_found`, `not_your_message`. */
  deleteMessage(messageId: string): Promise<void>
  /**
   * Tells that everything up to `seq`, or up to the newest entry, was read. Calls are gathered, and kept while offline:
   * it does not lose patience.
   */
  markRead(seq?: number): Promise<void>
  /** Tells the others that one is typing, at most every 3 s and only while online. Never throws. */
  setTyping(): void
  /** Loads the page before the oldest message; resolves at once where there is none. */
  loadOlder(): Promise<void>
  /** Loads the page after the newest message, after `loadAround`; resolves at once where there is none. */
  loadNewer(): Promise<void>
  /** Back to the newest page. */
  loadNewest(): Promise<void>
  /** Replaces what is shown by the messages around a place. */
  loadAround(seq: number): Promise<void>
  /** For the owner of a group, whom its head names. Rejects also with `user_not_found`. */
  addParticipant(userId: string): Promise<void>
  /** For the owner of a group. */
  removeParticipant(userId: string): Promise<void>
  /** Removes oneself from a group. */
  leave(): Promise<void>
}
