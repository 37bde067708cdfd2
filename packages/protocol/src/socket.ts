import { z } from 'zod'
import type { Problem } from './errors.ts'
import { isoTime, linstaId } from './fields.ts'
import { clientMessageId, HISTORY_LIMIT, HISTORY_LIMIT_MAX, message, messageText, replyTo } from './message.ts'
import { notification } from './notification.ts'

/** The refusals a stock client reads as `connect_error.message`. */
export const connectRefusals = {
  token_missing: 'No authentication token provided',
  token_invalid: 'Invalid token',
} as const

const call = <Payload extends z.ZodType, Answer extends z.ZodType>(definition: {
  /** Parsed before anything else sees it. */
  payload: Payload
  /** The sentence for a malformed payload and for an inner failure. */
  failure: string
  /** What the acknowledgement holds beside `ok: true`. */
  answer: Answer
}) => definition

const historyLimit = z
  .int({ error: 'limit must be a whole number from 1' })
  .min(1, 'limit must be a whole number from 1')
  .default(HISTORY_LIMIT)
  .transform((limit) => Math.min(limit, HISTORY_LIMIT_MAX))

const historySkip = z
  .int({ error: 'skip must be a whole number from 0' })
  .min(0, 'skip must be a whole number from 0')
  .default(0)

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
  presence: z.object({ userId: z.string(), online: z.boolean(), lastSeenAt: isoTime.nullable() }),
  error: z.object({ message: z.string() }),
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
