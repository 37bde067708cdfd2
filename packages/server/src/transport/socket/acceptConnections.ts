import type { Presence } from '../../presence/createPresence.ts'
import { type Audiences, userAudience } from './audiences.ts'
import type { Connection } from './connection.ts'

/** What a client passes to be answered; called once at most. */
export type Ack = (outcome: object) => void

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
    const { audiences, presence, bindCalls } = parts
    const { id, userId } = connection
    audiences.enter(userAudience(userId), connection)
    presence.connected(userId, id)
    return {
      handle: bindCalls(connection),
      closed(reason) {
        audiences.forget(connection)
        presence.disconnected(userId, id, reason)
      },
    }
  }
