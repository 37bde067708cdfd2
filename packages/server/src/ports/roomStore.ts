import type { Head, Participant, RoomState } from './roomState.ts'

/** The current state of a message. `updatedSeq` is the entry that last changed it: its own `seq` at first. */
export type MessageState = {
  _id: string
  chatRoomId: string
  seq: number
  senderId: string
  text: string
  /** Milliseconds since 1970. */
  createdAt: number
  deleted: boolean
  replyTo: string | null
  updatedSeq: number
  clientMessageId: string | null
}

/**
 * One entry of a room's log with the current state of the message it made or names. Position, kind, actor and target
 * never change.
 */
export type Entry = {
  chatRoomId: string
  seq: number
  id: string
  actorId: string
  /** Milliseconds since 1970. */
  at: number
} & (
  | { kind: 'message' | 'delete'; message: MessageState }
  | { kind: 'participant_added' | 'participant_removed'; userId: string }
)

/** A place in a log: an entry's position and its own id; `{ seq: 0, id: null }` is before the first. */
export type Position = { seq: number; id: string | null }

export type AppendMessage = {
  kind: 'message'
  chatRoomId: string
  /** The new message's id. */
  id: string
  actorId: string
  at: number
  text: string
  clientMessageId: string | undefined
  replyTo: string | null
}

export type AppendDelete = {
  kind: 'delete'
  chatRoomId: string
  /** The new entry's id. */
  id: string
  actorId: string
  at: number
  messageId: string
}

export type AppendParticipant = {
  kind: 'participant_added' | 'participant_removed'
  chatRoomId: string
  /** The new entry's id. */
  id: string
  actorId: string
  at: number
  userId: string
}

export type Append = AppendMessage | AppendDelete | AppendParticipant

/** `repeated`: nothing was appended, because this had been done before; `entry` then is the earlier one. */
export type Appended = { entry: Entry; repeated: boolean }

/** The end of a room's log as one participant sees it, all of one moment. */
export type RoomHeadState = {
  chatRoomId: string
  kind: RoomState['kind']
  /** Of a group. */
  ownerId: string | null
  head: Head
  viewer: Participant
  /** The other one in a direct room. */
  other: Participant | null
  newest: MessageState | null
}

/** Where a page of heads ended: when that room was last active (its head's `at`), and its id. */
export type HeadsCursor = { at: number; chatRoomId: string }

export type CreateGroup = {
  chatRoomId: string
  ownerId: string
  userIds: string[]
  clientRoomId: string | undefined
  at: number
}

export type RoomStore = {
  /**
   * The direct room of two people: the one that exists, or a new one under `chatRoomId`. One per pair, also when both
   * open it at once.
   */
  openDirectRoom(command: {
    chatRoomId: string
    creatorId: string
    otherUserId: string
    at: number
  }): Promise<RoomState>

  /**
   * A group of these people, its owner among them: a new one under `chatRoomId`, or the one that the owner made under
   * the same `clientRoomId` before.
   */
  createGroup(command: CreateGroup): Promise<RoomState>

  /**
   * Takes the next position of the room and stores the entry there, in one step with its preconditions.
   * A message whose `clientMessageId` its sender used before in this room is not stored again (P2).
   * @throws LinstaError `room_not_found`, `not_a_participant`, `message_not_found` (a `replyTo` or a target that is not
   * in the room), `not_your_message`, `conflict` (the `clientMessageId` had another text), and for participants
   * `not_the_owner`, `direct_room`, `room_full`
   */
  append(command: Append): Promise<Appended>

  /**
   * Moves a participant's receipt forward to the positions given, or to the head if that is less; never back. What is
   * read is delivered.
   * @returns the participant after it
   * @throws LinstaError `room_not_found`, `not_a_participant`
   */
  moveReceipt(command: {
    chatRoomId: string
    userId: string
    lastReadSeq?: number
    lastDeliveredSeq?: number
  }): Promise<Participant>

  readRoom(chatRoomId: string): Promise<RoomState | undefined>

  /** The rooms somebody participates in, most recently active first. */
  readRoomsOf(userId: string): Promise<RoomState[]>

  /** The newest `limit` messages at or before `throughSeq` after skipping `skip` of them, oldest first. */
  readMessages(page: { chatRoomId: string; throughSeq: number; limit: number; skip: number }): Promise<MessageState[]>

  /**
   * A page by position, of messages at or before `throughSeq`, oldest first: the newest before `before`, the oldest
   * after `after`, those on both sides of `around`, or the newest of all.
   */
  readPage(page: {
    chatRoomId: string
    throughSeq: number
    before?: number | undefined
    after?: number | undefined
    around?: number | undefined
    limit: number
  }): Promise<{ messages: MessageState[]; hasMoreBefore: boolean; hasMoreAfter: boolean }>

  /**
   * The log's tail behind a position, up to `throughSeq`: `reset` if the position is not in the log. Every message is
   * in its current state.
   */
  readChanges(tail: {
    chatRoomId: string
    position: Position
    throughSeq: number
    limit: number
  }): Promise<{ outcome: 'changes'; entries: Entry[] } | { outcome: 'reset' }>

  /** The ends of the logs of somebody's rooms, most recently active first, from behind `after` on. */
  readHeads(page: {
    userId: string
    after: HeadsCursor | undefined
    limit: number
  }): Promise<{ heads: RoomHeadState[]; hasMore: boolean }>

  /** undefined if there is no such room, or they are not in it. */
  readHead(chatRoomId: string, userId: string): Promise<RoomHeadState | undefined>

  /** Messages of others behind somebody's receipts, over all their rooms. */
  countUnread(userId: string): Promise<number>

  readMessage(messageId: string): Promise<MessageState | undefined>

  /** Whether two people participate in one room. */
  haveSharedRoom(userId: string, otherUserId: string): Promise<boolean>

  /** The people somebody has a direct room with. */
  readDirectPartners(userId: string): Promise<string[]>
}
