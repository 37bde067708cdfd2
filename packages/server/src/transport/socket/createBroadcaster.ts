import type { Server } from 'socket.io'
import type { Broadcaster } from '../../ports/broadcaster.ts'
import { inboxAudience, roomAudience, userAudience } from './audiences.ts'

/** Broadcasts to the connections of this node. Until there is a socket server nobody can be listening. */
export function createBroadcaster(getServer: () => Server | undefined): Broadcaster {
  return {
    toRoom({ chatRoomId, name, payload, exceptConnectionId }) {
      const audience = getServer()?.to(roomAudience(chatRoomId))
      const others = exceptConnectionId === undefined ? audience : audience?.except(exceptConnectionId)
      others?.emit(name, payload)
    },
    toUser({ userId, name, payload }) {
      getServer()?.to(userAudience(userId)).emit(name, payload)
    },
    toInbox({ userId, name, payload }) {
      getServer()?.to(inboxAudience(userId)).emit(name, payload)
    },
  }
}
