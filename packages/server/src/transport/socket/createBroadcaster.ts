import type { Broadcaster } from '../../ports/broadcaster.ts'
import { type Audiences, roomAudience, userAudience, watchersAudience } from './audiences.ts'
import type { Connection } from './connection.ts'
import { createFrame, type Frame } from './encoding.ts'

type Event = { name: string; payload: object }
type MayHear = (connection: Connection) => boolean

/** Broadcasts to the connections of this node: what is sent to many is encoded once, and to nobody not at all. */
export function createBroadcaster(audiences: Audiences): Broadcaster {
  function send({ name, payload }: Event, all: Iterable<{ audience: string; mayHear?: MayHear }>): void {
    let frame: Frame | undefined
    for (const { audience, mayHear } of all) {
      for (const connection of audiences.members(audience)) {
        if (mayHear !== undefined && !mayHear(connection)) continue
        frame ??= createFrame(name, payload)
        connection.send(frame)
      }
    }
  }

  function* usersWhere(userIds: Iterable<string>, mayHear: MayHear) {
    for (const userId of userIds) yield { audience: userAudience(userId), mayHear }
  }

  return {
    toRoom({ chatRoomId, participantIds = [], exceptConnectionId, ...event }) {
      const audience = roomAudience(chatRoomId)
      const joined = exceptConnectionId === undefined ? {} : { mayHear: notThis(exceptConnectionId) }
      const onlyInSync: MayHear = ({ isInSync, audiences: heard }) => isInSync && !heard.has(audience)
      send(event, [{ audience, ...joined }, ...usersWhere(participantIds, onlyInSync)])
    },
    toSynced: ({ userIds, ...event }) => send(event, usersWhere(userIds, isInSync)),
    toUser: ({ userId, ...event }) => send(event, [{ audience: userAudience(userId) }]),
    toInbox: ({ userId, ...event }) => send(event, usersWhere([userId], wantsNotifications)),
    toWatchers({ watchedId, mayHear, ...event }) {
      send(event, [{ audience: watchersAudience(watchedId), mayHear: ({ userId }) => mayHear(userId) }])
    },
    watchersOf: (userId) => new Set([...audiences.members(watchersAudience(userId))].map((watcher) => watcher.userId)),
    expel({ chatRoomId, userId }) {
      const audience = roomAudience(chatRoomId)
      for (const connection of audiences.members(userAudience(userId))) audiences.leave(audience, connection)
    },
  }
}

const isInSync: MayHear = (connection) => connection.isInSync
const wantsNotifications: MayHear = (connection) => connection.wantsNotifications
const notThis =
  (connectionId: string): MayHear =>
  ({ id }) =>
    id !== connectionId
