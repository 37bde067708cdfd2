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
import type { Clock } from '../../ports/clock.ts'
import { createCallQueue } from './callQueue.ts'
import type { Connection } from './connection.ts'
import type { Ack, Connections } from './createConnections.ts'
import { EncodedJson, encodeOnce } from './encoding.ts'

/** One function a call, from parsed payload to answer. Handlers call rules; they decide nothing. */
export type CallHandlers = {
  [Name in SocketCallName]: (connection: Connection, payload: SocketPayload<Name>) => Promise<SocketAnswer<Name>>
}

/**
 * Binds calls to the rules: parse → rule → answer.
 * @returns what handles the calls of each connection in the order sent
 */
export function createCalls(parts: { handlers: CallHandlers; clock: Clock; logger: Logger }): Connections['handle'] {
  const { handlers, clock, logger } = parts

  async function answer(
    connection: Connection,
    call: { name: SocketCallName; payload: unknown; ack: Ack | undefined },
  ): Promise<void> {
    const { name, payload, ack } = call
    try {
      // Here, because the token may have expired, and its connection be gone, while the call waited for others (P6).
      if (connection.expiresAt <= clock.now()) throw new LinstaError('token_invalid')
      const handler = handlers[name] as (connection: Connection, payload: unknown) => Promise<object>
      const outcome = await handler(connection, parse(socketCalls[name].payload, payload))
      const left = ack?.(toAck(outcome))
      if (left !== undefined) await left
    } catch (thrown) {
      const error = toCallError(thrown, socketCalls[name].failure)
      if (error.code === 'internal') logger.error({ err: thrown, call: name }, 'call failed')
      if (ack === undefined) connection.emit('error', { message: error.message })
      else await ack({ ok: false, error: toProblem(error) })
    }
  }

  return (connection, { name, payload, ack }) => {
    if (!isCallName(name)) return
    connection.queue ??= createCallQueue()
    const task = () => answer(connection, { name, payload, ack })
    if (name === 'send_message') connection.queue.send(task)
    else connection.queue.alone(task)
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
