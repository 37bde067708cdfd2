import type { SocketEvent, SocketEventName } from '@linsta/protocol'
import type { CallQueue } from './callQueue.ts'
import type { Frame } from './encoding.ts'

/** Somebody's live connection, whatever carries it. */
export type Connection = {
  readonly id: string
  readonly userId: string
  /** When its token expires, in milliseconds since 1970: it is closed then, unless it brings a new one before. */
  expiresAt: number
  /** It gets the user's notifications: from connecting on, until it says otherwise. */
  wantsNotifications: boolean
  /** It called `sync`: it hears what happens in all its user's rooms. */
  isInSync: boolean
  /** What it hears; kept by `Audiences`. */
  readonly audiences: Set<string>
  /** Its calls in the order sent, from the first one on. */
  queue: CallQueue | undefined
  /** Sends an event that may go out to others as well. A reader that is too slow for it is cut (P10). */
  send(frame: Frame): void
  emit<Name extends SocketEventName>(name: Name, payload: SocketEvent<Name>): void
}
