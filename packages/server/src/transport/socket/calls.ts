import {
  errorCatalogue,
  LinstaError,
  parse,
  type SocketAnswer,
  type SocketCallName,
  type SocketPayload,
  socketCalls,
  toProblem,
} from '@linsta/protocol'
import type { Logger } from 'pino'
import type { Chat } from '../../chat/createChat.ts'
import { type Audiences, inboxAudience, roomAudience } from './audiences.ts'
import { createCallQueue } from './callQueue.ts'
import type { Connection } from './connection.ts'
import { EncodedJson, encodeOnce } from './encoding.ts'

export type Ack = (outcome: object) => void

type Handlers = {
  [Name in SocketCallName]: (connection: Connection, payload: SocketPayload<Name>) => Promise<SocketAnswer<Name>>
}

/** Handles one call of a connection; others than ours are ignored, and their acknowledgement stays unanswered. */
export type Calls = (name: string, payload: unknown, ack: Ack | undefined) => void

/**
 * Binds calls to the rules: parse → rule → answer.
 * @returns what makes the calls of one connection, which are handled in the order sent
 */
export function createCalls(parts: { chat: Chat; audiences: Audiences; logger: Logger }) {
  const { chat, audiences, logger } = parts

  const handlers: Handlers = {
    async join_room(connection, { chatRoomId }) {
      await chat.joinRoom(
        { actorId: connection.userId, chatRoomId },
        { id: connection.id, enter: () => audiences.enter(roomAudience(chatRoomId), connection) },
      )
      return {}
    },
    async send_message(connection, payload) {
      return { message: await chat.sendMessage({ ...payload, actorId: connection.userId }) }
    },
    async get_history(connection, payload) {
      const messages = await chat.readHistory({ ...payload, actorId: connection.userId })
      connection.emit('message_history', { chatRoomId: payload.chatRoomId, messages })
      return { messages }
    },
    async subscribe_notifications(connection) {
      audiences.enter(inboxAudience(connection.userId), connection)
      connection.emit('notification_subscribed', { message: 'Successfully subscribed to notifications' })
      return {}
    },
    async unsubscribe_notifications(connection) {
      audiences.leave(inboxAudience(connection.userId), connection)
      return {}
    },
  }

  async function answer(
    connection: Connection,
    call: { name: SocketCallName; payload: unknown; ack: Ack | undefined },
  ): Promise<void> {
    const { name, payload, ack } = call
    try {
      const handler = handlers[name] as (connection: Connection, payload: unknown) => Promise<object>
      const outcome = await handler(connection, parse(socketCalls[name].payload, payload))
      ack?.(toAck(outcome))
    } catch (thrown) {
      const error = toCallError(thrown, socketCalls[name].failure)
      if (error.code === 'internal') logger.error({ err: thrown, call: name }, 'call failed')
      if (ack === undefined) connection.emit('error', { message: error.message })
      else ack({ ok: false, error: toProblem(error) })
    }
  }

  return (connection: Connection): Calls => {
    // Made by the first call: most connections are idle, and most of those never make one.
    let queue: ReturnType<typeof createCallQueue> | undefined
    return (name, payload, ack) => {
      if (!isCallName(name)) return
      queue ??= createCallQueue()
      const task = () => answer(connection, { name, payload, ack })
      if (name === 'send_message') queue.send(task)
      else queue.alone(task)
    }
  }
}

const isCallName = (name: string): name is SocketCallName => Object.hasOwn(socketCalls, name)

/** A message that was sent goes to its sender and its room in one and the same encoding. */
const toAck = (outcome: object): object =>
  'message' in outcome && typeof outcome.message === 'object' && outcome.message !== null
    ? new EncodedJson(`{"ok":true,"message":${encodeOnce(outcome.message)}}`)
    : { ok: true, ...outcome }

/** What a caller is told: the call's own sentence where the payload was malformed or the server failed. */
function toCallError(thrown: unknown, failure: string): LinstaError {
  if (!(thrown instanceof LinstaError)) return new LinstaError('internal', { sentence: failure })
  if (thrown.code === 'invalid_request') {
    return new LinstaError('invalid_request', { sentence: failure, detail: thrown.message })
  }
  const isInnerFailure = errorCatalogue[thrown.code].status >= 500
  return isInnerFailure ? new LinstaError(thrown.code, { sentence: failure, detail: thrown.message }) : thrown
}
