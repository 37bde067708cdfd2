import type { SocketEvent, SocketEventName } from '@linsta/protocol'
import type { Broadcaster } from '../../ports/broadcaster.ts'
import { type Audiences, inboxAudience, roomAudience, userAudience } from './audiences.ts'
import { createFrame } from './encoding.ts'

/** Broadcasts to the connections of this node: what is sent to many is encoded once. */
export function createBroadcaster(audiences: Audiences): Broadcaster {
  function broadcast<Name extends SocketEventName>(
    audience: string,
    event: { name: Name; payload: SocketEvent<Name>; exceptConnectionId?: string },
  ): void {
    const members = audiences.members(audience)
    if (members.size === 0) return
    const frame = createFrame(event.name, event.payload)
    for (const connection of members) if (connection.id !== event.exceptConnectionId) connection.send(frame)
  }

  return {
    toRoom: (event) => broadcast(roomAudience(event.chatRoomId), event),
    toUser: (event) => broadcast(userAudience(event.userId), event),
    toInbox: (event) => broadcast(inboxAudience(event.userId), event),
  }
}
