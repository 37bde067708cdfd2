import type { ChatContext } from './chatContext.ts'
import { createDeleteMessage } from './deleteMessage.ts'
import { createJoinRoom } from './joinRoom.ts'
import { createListRooms } from './listRooms.ts'
import { createMarkRoomRead } from './markRoomRead.ts'
import { createOpenRoom } from './openRoom.ts'
import { createReadHistory } from './readHistory.ts'
import { createRoomLog } from './roomLog.ts'
import { createRoomMemory } from './roomMemory.ts'
import { createSendMessage } from './sendMessage.ts'

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
