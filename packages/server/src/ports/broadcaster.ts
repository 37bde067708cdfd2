import type { SocketEvent, SocketEventName } from '@linsta/protocol'

type Event<Name extends SocketEventName> = { name: Name; payload: SocketEvent<Name> }

/**
 * Sends an event to an audience, on whatever node its connections are. Events to one audience arrive in the order of
 * the calls. Nothing is promised to connections that come later: they read the log.
 */
export type Broadcaster = {
  /**
   * Every connection that joined the room, less `exceptConnectionId`, and the connections of `participantIds` that are
   * in sync; each once.
   */
  toRoom<Name extends SocketEventName>(
    event: Event<Name> & { chatRoomId: string; participantIds?: Iterable<string>; exceptConnectionId?: string },
  ): void
  /** The connections of these people that are in sync. */
  toSynced<Name extends SocketEventName>(event: Event<Name> & { userIds: Iterable<string> }): void
  /** Every connection of the user. */
  toUser<Name extends SocketEventName>(event: Event<Name> & { userId: string }): void
  /** The connections of the user that want notifications. */
  toInbox<Name extends SocketEventName>(event: Event<Name> & { userId: string }): void
  /** The connections that watch somebody's presence, of people that `mayHear` lets. */
  toWatchers<Name extends SocketEventName>(
    event: Event<Name> & { watchedId: string; mayHear: (userId: string) => boolean },
  ): void
  /** Who watches somebody's presence. */
  watchersOf(userId: string): Set<string>
  /** Takes the user's connections out of the room's audience. */
  expel(member: { chatRoomId: string; userId: string }): void
}
