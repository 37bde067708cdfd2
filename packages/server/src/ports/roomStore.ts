import type { Participant, RoomState } from './roomState.ts'

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
}

/**
 * One entry of a room's log with the current state of the message it made or names. Position, kind, actor and target
 * never change.
 */
export type Entry = {
  chatRoomId: string
  seq: number
  id: string
  kind: 'message' | 'delete'
  actorId: string
  /** Milliseconds since 1970. */
  at: number
  message: MessageState
}

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

/** `repeated`: nothing was appended, because this had been done before; `entry` then is the earlier one. */
export type Appended = { entry: Entry; repeated: boolean }

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
   * Takes the next position of the room and stores the entry there, in one step with its preconditions.
   * A message whose `clientMessageId` its sender used before in this room is not stored again (P2).
   * @throws LinstaError `room_not_found`, `not_a_participant`, `message_not_found` (a `replyTo` or a target that is not
   * in the room), `not_your_message`, `conflict` (the `clientMessageId` had another text)
   */
  append(command: AppendMessage | AppendDelete): Promise<Appended>

  /**
   * Moves a participant's receipt forward to `seq`, or to the head if that is less; never back.
   * @returns the participant after it
   * @throws LinstaError `room_not_found`, `not_a_participant`
   */
  moveReceipt(command: { chatRoomId: string; userId: string; seq: number }): Promise<Participant>

  readRoom(chatRoomId: string): Promise<RoomState | undefined>

  /** The rooms somebody participates in, most recently active first. */
  readRoomsOf(userId: string): Promise<RoomState[]>

  /** The newest `limit` messages at or before `throughSeq` after skipping `skip` of them, oldest first. */
  readMessages(page: { chatRoomId: string; throughSeq: number; limit: number; skip: number }): Promise<MessageState[]>

  readMessage(messageId: string): Promise<MessageState | undefined>

  /** Whether two people participate in one room. */
  haveSharedRoom(userId: string, otherUserId: string): Promise<boolean>

  /** The people somebody has a direct room with. */
  readDirectPartners(userId: string): Promise<string[]>
}
