import type { Presence } from '../../presence/createPresence.ts'
import type { Audiences } from './audiences.ts'
import type { Connection } from './connection.ts'

/**
 * What a client passes to be answered; called once at most. A promise says that the client does not keep up: it resolves
 * when the answer has left.
 */
export type Ack = (outcome: object) => void | Promise<void>

/** Handles one call of a connection. Others than ours are ignored, and their acknowledgement stays unanswered. */
export type HandleCall = (name: string, payload: unknown, ack: Ack | undefined) => void

/** Takes in a connection whose user is known. From then on it is online and hears what is its user's. */
export type Accept = (connection: Connection) => {
  handle: HandleCall
  /** The connection is gone: its transport was closed, or it did not answer a ping in time. */
  closed(reason: 'closed' | 'timed_out'): void
}

export const acceptConnections =
  (parts: { audiences: Audiences; presence: Presence; bindCalls(connection: Connection): HandleCall }): Accept =>
  (connection) => {
    parts.audiences.connected(connection)
    parts.presence.connected(connection.userId, connection.id)
    return {
      handle: parts.bindCalls(connection),
      closed(reason) {
        parts.audiences.forget(connection)
        parts.presence.disconnected(connection.userId, connection.id, reason)
      },
    }
  }
