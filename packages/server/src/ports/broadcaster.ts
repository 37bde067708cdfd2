import type { SocketEvent, SocketEventName } from '@linsta/protocol'

/**
 * Sends an event to an audience, on whatever node its connections are. Events to one audience arrive in the order of
 * the calls. Nothing is promised to connections that come later: they read the log.
 */
export type Broadcaster = {
  /** Every connection that joined the room, less `exceptConnectionId`. */
  toRoom<Name extends SocketEventName>(event: {
    chatRoomId: string
    name: Name
    payload: SocketEvent<Name>
    exceptConnectionId?: string
  }): void
  /** Every connection of the user. */
  toUser<Name extends SocketEventName>(event: { userId: string; name: Name; payload: SocketEvent<Name> }): void
  /** The connections of the user that want notifications. */
  toInbox<Name extends SocketEventName>(event: { userId: string; name: Name; payload: SocketEvent<Name> }): void
}
