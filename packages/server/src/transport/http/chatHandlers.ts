import type { Chat } from '../../chat/createChat.ts'
import type { Handlers } from './handlers.ts'

type ChatRoute = 'openRoom' | 'listRooms' | 'markRoomRead' | 'listMessages' | 'sendMessage' | 'deleteMessage'

export const createChatHandlers = (chat: Chat): Pick<Handlers, ChatRoute> => ({
  openRoom: ({ actorId, body }) => chat.openRoom({ actorId, ...body }),
  listRooms: ({ actorId }) => chat.listRooms({ actorId }),
  async markRoomRead({ actorId, params }) {
    await chat.markRoomRead({ actorId, ...params })
    return { success: true }
  },
  listMessages: ({ actorId, params, query }) => chat.listMessages({ actorId, ...params, ...query }),
  sendMessage: ({ actorId, body }) => chat.sendMessage({ actorId, ...body }),
  deleteMessage: ({ actorId, params }) => chat.deleteMessage({ actorId, ...params }),
})
