import type { Broadcaster } from '../../ports/broadcaster.ts'
import { type Audiences, roomAudience, watchersAudience } from './audiences.ts'
import type { Connection } from './connection.ts'
import { createEventFrame, type Frame } from './encoding.ts'

/** Broadcasts to the connections of this node: what is sent to many is encoded once, and to nobody not at all. */
export function createBroadcaster(audiences: Audiences): Broadcaster {
  return {
    toRoom({ chatRoomId, participantIds = [], exceptConnectionId, name, payload }) {
      const deliver = createDelivery(name, payload)
      const audience = roomAudience(chatRoomId)
      for (const connection of audiences.members(audience)) {
        if (connection.id !== exceptConnectionId) deliver(connection)
      }
      for (const userId of participantIds) {
        for (const connection of audiences.ofUser(userId)) {
          if (connection.isInSync && !connection.audiences.has(audience)) deliver(connection)
        }
      }
    },
    toSynced({ userIds, name, payload }) {
      const deliver = createDelivery(name, payload)
      for (const userId of userIds) {
        for (const connection of audiences.ofUser(userId)) if (connection.isInSync) deliver(connection)
      }
    },
    toUser({ userId, name, payload }) {
      const deliver = createDelivery(name, payload)
      for (const connection of audiences.ofUser(userId)) deliver(connection)
    },
    toInbox({ userId, name, payload }) {
      const deliver = createDelivery(name, payload)
      for (const connection of audiences.ofUser(userId)) if (connection.wantsNotifications) deliver(connection)
    },
    toWatchers({ watchedId, mayHear, name, payload }) {
      const deliver = createDelivery(name, payload)
      for (const connection of audiences.members(watchersAudience(watchedId))) {
        if (mayHear(connection.userId)) deliver(connection)
      }
    },
    watchersOf: (userId) => new Set([...audiences.members(watchersAudience(userId))].map((watcher) => watcher.userId)),
    expel({ chatRoomId, userId }) {
      const audience = roomAudience(chatRoomId)
      for (const connection of audiences.ofUser(userId)) audiences.leave(audience, connection)
    },
  }
}

function createDelivery(name: string, payload: object): (connection: Connection) => void {
  let frame: Frame | undefined
  return (connection) => {
    frame ??= createEventFrame(name, payload)
    connection.send(frame)
  }
}
