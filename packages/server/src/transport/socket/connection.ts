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
import type { Socket } from 'socket.io'
import type { Chat } from '../../chat/createChat.ts'
import { inboxAudience, roomAudience } from './audiences.ts'
import { createCallQueue } from './callQueue.ts'

type Ack = (outcome: { ok: true } | { ok: false; error: unknown }) => void

type Handlers = {
  [Name in SocketCallName]: (payload: SocketPayload<Name>) => Promise<SocketAnswer<Name>>
}

/** Binds one connection's calls to the rules: parse → rule → answer. */
export function bindConnection(socket: Socket, parts: { actorId: string; chat: Chat; logger: Logger }): void {
  const { actorId, chat, logger } = parts
  const queue = createCallQueue()

  const handlers: Handlers = {
    async join_room({ chatRoomId }) {
      await chat.joinRoom(
        { actorId, chatRoomId },
        { id: socket.id, enter: () => void socket.join(roomAudience(chatRoomId)) },
      )
      return {}
    },
    async send_message(payload) {
      return { message: await chat.sendMessage({ ...payload, actorId }) }
    },
    async get_history(payload) {
      const messages = await chat.readHistory({ ...payload, actorId })
      socket.emit('message_history', { chatRoomId: payload.chatRoomId, messages })
      return { messages }
    },
    async subscribe_notifications() {
      void socket.join(inboxAudience(actorId))
      socket.emit('notification_subscribed', { message: 'Successfully subscribed to notifications' })
      return {}
    },
    async unsubscribe_notifications() {
      void socket.leave(inboxAudience(actorId))
      return {}
    },
  }

  async function answer(name: SocketCallName, payload: unknown, ack: Ack | undefined): Promise<void> {
    try {
      const handler = handlers[name] as (payload: unknown) => Promise<object>
      const outcome = await handler(parse(socketCalls[name].payload, payload))
      ack?.({ ok: true, ...outcome })
    } catch (thrown) {
      const error = toCallError(thrown, socketCalls[name].failure)
      if (error.code === 'internal') logger.error({ err: thrown, call: name }, 'call failed')
      if (ack === undefined) socket.emit('error', { message: error.message })
      else ack({ ok: false, error: toProblem(error) })
    }
  }

  socket.onAny((name: string, ...args: unknown[]) => {
    if (!isCallName(name)) return
    const last = args.at(-1)
    const ack = typeof last === 'function' ? (last as Ack) : undefined
    const payload = args[0] === ack ? undefined : args[0]
    const task = () => answer(name, payload, ack)
    if (name === 'send_message') queue.send(task)
    else queue.alone(task)
  })
}

const isCallName = (name: string): name is SocketCallName => Object.hasOwn(socketCalls, name)

/** What a caller is told: the call's own sentence where the payload was malformed or the server failed. */
function toCallError(thrown: unknown, failure: string): LinstaError {
  if (!(thrown instanceof LinstaError)) return new LinstaError('internal', { sentence: failure })
  if (thrown.code === 'invalid_request') {
    return new LinstaError('invalid_request', { sentence: failure, detail: thrown.message })
  }
  const isInnerFailure = errorCatalogue[thrown.code].status >= 500
  return isInnerFailure ? new LinstaError(thrown.code, { sentence: failure, detail: thrown.message }) : thrown
}
