import { z } from 'zod'
import { HISTORY_LIMIT, HISTORY_LIMIT_MAX } from './bounds.ts'
import { roomEntry } from './entry.ts'
import type { Problem } from './errors.ts'
import { cutNumber, isoTime, linstaId, seqField, userId } from './fields.ts'
import { clientMessageId, message, messageText, replyTo } from './message.ts'
import { inboxChanges, inboxEntry, notification } from './notification.ts'
import { presence, privacy } from './presence.ts'
import { receipt } from './receipt.ts'
import { newRoom, openedRoom } from './room.ts'
import {
  changesAnswer,
  changesRequest,
  deliveredRequest,
  inboxChangesRequest,
  messagesAnswer,
  messagesRequest,
  notificationsAnswer,
  notificationsRequest,
  presenceAnswer,
  presenceRequest,
  roomAnswer,
  roomRequest,
  syncAnswer,
  syncRequest,
} from './sync.ts'

const call = <Payload extends z.ZodType, Answer extends z.ZodType>(definition: {
  /** Parsed before anything else sees it. */
  payload: Payload
  /** The sentence for a malformed payload and for an inner failure. */
  failure: string
  /** What the acknowledgement holds beside `ok: true`. */
  answer: Answer
}) => definition

const historyLimit = cutNumber('limit', 1, HISTORY_LIMIT_MAX).default(HISTORY_LIMIT)
const historySkip = z
  .int({ error: 'skip must be a whole number from 0' })
  .min(0, 'skip must be a whole number from 0')
  .default(0)

const chatRoomId = linstaId('chatRoomId')
const nothing = z.object({})
const roomAndUser = z.object({ chatRoomId, userId: userId('userId') })

/** What a client may emit. Anything else is ignored and its acknowledgement stays unanswered. */
export const socketCalls = {
  join_room: call({
    payload: z.object({ chatRoomId: linstaId('chatRoomId') }),
    failure: 'Failed to join room',
    answer: z.object({}),
  }),
  send_message: call({
    payload: z.object({
      // First, so that an empty text is told before anything about the room is.
      text: messageText('text must be a string', 'message_empty'),
      chatRoomId: linstaId('chatRoomId'),
      clientMessageId,
      replyTo,
    }),
    failure: 'Failed to send message',
    answer: z.object({ message }),
  }),
  get_history: call({
    payload: z.object({ chatRoomId: linstaId('chatRoomId'), limit: historyLimit, skip: historySkip }),
    failure: 'Failed to fetch message history',
    answer: z.object({ messages: z.array(message) }),
  }),
  subscribe_notifications: call({
    payload: z.unknown(),
    failure: 'Failed to subscribe to notifications',
    answer: z.object({}),
  }),
  unsubscribe_notifications: call({
    payload: z.unknown(),
    failure: 'Failed to unsubscribe from notifications',
    answer: z.object({}),
  }),

  /** Subscribes the connection to all its user's rooms and inbox, then answers where they stand. */
  sync: call({ payload: syncRequest, failure: 'Failed to sync', answer: syncAnswer }),
  get_changes: call({ payload: changesRequest, failure: 'Failed to get changes', answer: changesAnswer }),
  get_messages: call({ payload: messagesRequest, failure: 'Failed to get messages', answer: messagesAnswer }),
  get_room: call({ payload: roomRequest, failure: 'Failed to get room', answer: roomAnswer }),
  open_room: call({
    payload: z.object({ otherUserId: userId('otherUserId', 'otherUserId is required') }),
    failure: 'Failed to open room',
    answer: openedRoom,
  }),
  create_room: call({ payload: newRoom, failure: 'Failed to create room', answer: roomAnswer }),
  add_participant: call({ payload: roomAndUser, failure: 'Failed to add participant', answer: nothing }),
  remove_participant: call({ payload: roomAndUser, failure: 'Failed to remove participant', answer: nothing }),
  delete_message: call({
    payload: z.object({ messageId: linstaId('messageId') }),
    failure: 'Failed to delete message',
    answer: z.object({ message }),
  }),

  mark_read: call({
    payload: z.object({ chatRoomId, seq: seqField('seq') }),
    failure: 'Failed to mark as read',
    answer: z.object({ receipt, unread: z.int() }),
  }),
  mark_delivered: call({ payload: deliveredRequest, failure: 'Failed to mark as delivered', answer: nothing }),
  typing: call({ payload: z.object({ chatRoomId }), failure: 'Failed to tell typing', answer: nothing }),

  get_notifications: call({
    payload: notificationsRequest,
    failure: 'Failed to get notifications',
    answer: notificationsAnswer,
  }),
  get_inbox_changes: call({
    payload: inboxChangesRequest,
    failure: 'Failed to get inbox changes',
    answer: z.object({ inbox: inboxChanges }),
  }),
  mark_notification_read: call({
    payload: z.object({ id: linstaId('id') }),
    failure: 'Failed to mark notification as read',
    answer: z.object({ notification }),
  }),
  mark_all_notifications_read: call({
    payload: z.unknown(),
    failure: 'Failed to mark notifications as read',
    answer: nothing,
  }),

  /** Watches these people instead of those named before. */
  subscribe_presence: call({
    payload: presenceRequest,
    failure: 'Failed to subscribe to presence',
    answer: presenceAnswer,
  }),
  get_privacy: call({ payload: z.unknown(), failure: 'Failed to get privacy', answer: z.object({ privacy }) }),
  set_privacy: call({ payload: privacy.partial(), failure: 'Failed to set privacy', answer: z.object({ privacy }) }),
  /** A new token of the same user: the connection lives on past its first one. */
  refresh_token: call({
    payload: z.object({ token: z.string({ error: 'token must be a string' }).min(1, 'token must not be empty') }),
    failure: 'Failed to refresh token',
    answer: z.object({ expiresAt: isoTime }),
  }),
} as const

type SocketCalls = typeof socketCalls
export type SocketCallName = keyof SocketCalls
/** The payload of a call as the rules get it, parsed. */
export type SocketPayload<Name extends SocketCallName> = z.output<SocketCalls[Name]['payload']>
export type SocketAnswer<Name extends SocketCallName> = z.output<SocketCalls[Name]['answer']>
export type SocketAck<Name extends SocketCallName> = ({ ok: true } & SocketAnswer<Name>) | { ok: false; error: Problem }

/** What the server sends by itself. */
export const socketEvents = {
  receive_message: message,
  message_history: z.object({ chatRoomId: linstaId('chatRoomId'), messages: z.array(message) }),
  user_joined: z.object({ userId: z.string(), timestamp: isoTime }),
  notification,
  notification_subscribed: z.object({ message: z.literal('Successfully subscribed to notifications') }),
  presence,
  error: z.object({ message: z.string() }),
  /** To connections that called `sync`: their user is in a new room, in which nothing has happened yet. */
  room_opened: z.object({ chatRoomId }),
  /** To connections that called `sync`: what happened in a room beside new messages, which come as `receive_message`. */
  room_changed: roomEntry,
  receipt,
  user_typing: z.object({ chatRoomId, userId: z.string() }),
  /** To connections that called `sync`: what happened in the inbox beside new ones, which come as `notification`. */
  inbox_changed: inboxEntry,
  /** The server is about to stop: a client that comes back after `retryAfterMs` does not meet all the others. */
  server_closing: z.object({ retryAfterMs: z.int() }),
} as const

export type SocketEventName = keyof typeof socketEvents
export type SocketEvent<Name extends SocketEventName> = z.output<(typeof socketEvents)[Name]>

/** Event maps for `socket.io-client`: `Socket<ServerToClientEvents, ClientToServerEvents>`. */
export type ClientToServerEvents = {
  [Name in SocketCallName]: (
    payload: z.input<SocketCalls[Name]['payload']>,
    ack?: (outcome: SocketAck<Name>) => void,
  ) => void
}
export type ServerToClientEvents = { [Name in SocketEventName]: (payload: SocketEvent<Name>) => void }
