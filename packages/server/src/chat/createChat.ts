import type { People } from '../people.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { RoomStore } from '../ports/roomStore.ts'
import { createDeleteMessage } from './deleteMessage.ts'
import { createReadHistory } from './readHistory.ts'
import { createJoinRoom } from './joinRoom.ts'
import { createMarkRoomRead } from './markRoomRead.ts'
import { createRoomLog, type RoomLog } from './roomLog.ts'
import { createRoomMemory, type RoomMemory } from './roomMemory.ts'
import { createListRooms } from './listRooms.ts'
import { createOpenRoom } from './openRoom.ts'
import { createSendMessage } from './sendMessage.ts'

/** What the rules of chat are given. */
export type ChatContext = {
  rooms: RoomStore
  memory: RoomMemory
  log: RoomLog
  people: People
  broadcaster: Broadcaster
  clock: Clock
  ids: Ids
  /** Whether Linsta keeps the accounts: it then knows who exists. */
  keepsAccounts: boolean
}

/** Everything one can do in rooms. */
export function createChat(parts: Omit<ChatContext, 'memory' | 'log'>) {
  const memory = createRoomMemory(parts)
  const log = createRoomLog(parts)
  const context: ChatContext = { ...parts, memory, log }
  return {
    openRoom: createOpenRoom(context),
    listRooms: createListRooms(context),
    joinRoom: createJoinRoom(context),
    sendMessage: createSendMessage(context),
    deleteMessage: createDeleteMessage(context),
    markRoomRead: createMarkRoomRead(context),
    ...createReadHistory(context),
  }
}

export type Chat = ReturnType<typeof createChat>
