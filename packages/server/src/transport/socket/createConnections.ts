import type { Presence } from '../../presence/createPresence.ts'
import type { Audiences } from './audiences.ts'
import type { Connection } from './connection.ts'

/**
 * What a client passes to be answered; called once at most. A promise says that the client does not keep up: it resolves
 * when the answer has left.
 */
export type Ack = (outcome: object) => void | Promise<void>

type Call = { name: string; payload: unknown; ack: Ack | undefined }

/** The lives of connections, whatever carries them. Nothing is made for each: most are idle for most of theirs. */
export type Connections = {
  /** Takes in a connection whose user is known. From then on it is online and hears what is its user's. */
  connected(connection: Connection): void
  /** Handles one call. Others than ours are ignored, and their acknowledgement stays unanswered. */
  handle(connection: Connection, call: Call): void
  /** The connection is gone: its transport was closed, or it did not answer a ping in time. */
  closed(connection: Connection, reason: 'closed' | 'timed_out'): void
}

export function createConnections(parts: {
  audiences: Audiences
  presence: Presence
  handle: Connections['handle']
}): Connections {
  const { audiences, presence, handle } = parts
  return {
    connected(connection) {
      audiences.connected(connection)
      presence.connected(connection.userId, connection.id)
    },
    handle,
    closed(connection, reason) {
      audiences.forget(connection)
      presence.disconnected(connection.userId, connection.id, reason)
    },
  }
}
