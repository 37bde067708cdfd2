import type { ChatContext } from './chatContext.ts'
import { createDeleteMessage } from './deleteMessage.ts'
import { createJoinRoom } from './joinRoom.ts'
import { createListRooms } from './listRooms.ts'
import { createOpenRoom } from './openRoom.ts'
import { createParticipants } from './participants.ts'
import { createReadHistory } from './readHistory.ts'
import { createReadLog } from './readLog.ts'
import { createReadRoom } from './readRoom.ts'
import { createReceipts } from './receipts.ts'
import { createRoomLog } from './roomLog.ts'
import { createRoomMemory } from './roomMemory.ts'
import { createSendMessage } from './sendMessage.ts'
import { createTyping } from './typing.ts'

/** Everything one can do in rooms. */
export function createChat(parts: Omit<ChatContext, 'memory' | 'log'>) {
  const memory = createRoomMemory(parts)
  const log = createRoomLog(parts)
  const context: ChatContext = { ...parts, memory, log }
  const { markRoomRead, markRead, markDelivered } = createReceipts(context)
  return {
    ...createOpenRoom(context),
    listRooms: createListRooms(context),
    joinRoom: createJoinRoom(context),
    sendMessage: createSendMessage(context),
    deleteMessage: createDeleteMessage(context),
    tellTyping: createTyping(context),
    readRoom: createReadRoom(context),
    ...createReadHistory(context),
    ...createReadLog(context),
    markRoomRead,
    markRead,
    markDelivered,
    ...createParticipants(context),
  }
}

export type Chat = ReturnType<typeof createChat>
