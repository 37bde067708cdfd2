import type { Chat } from '../../chat/createChat.ts'
import type { Sync } from '../../sync/createSync.ts'
import type { Handlers } from './handlers.ts'

type ChatRoute =
  | 'openRoom'
  | 'listRooms'
  | 'markRoomRead'
  | 'listMessages'
  | 'sendMessage'
  | 'deleteMessage'
  | 'sync'
  | 'getChanges'
  | 'getMessages'
  | 'getRoom'
  | 'createRoom'
  | 'addParticipant'
  | 'removeParticipant'
  | 'markDelivered'
  | 'tellTyping'

export const createChatHandlers = ({ chat, sync }: { chat: Chat; sync: Sync }): Pick<Handlers, ChatRoute> => ({
  openRoom: ({ actorId, body }) => chat.openRoom({ actorId, ...body }),
  listRooms: ({ actorId }) => chat.listRooms({ actorId }),
  async markRoomRead({ actorId, params, body }) {
    const marked = await chat.markRoomRead({ actorId, ...params, seq: body.seq })
    return { success: true, ...marked }
  },
  listMessages: ({ actorId, params, query }) => chat.listMessages({ actorId, ...params, ...query }),
  sendMessage: ({ actorId, body }) => chat.sendMessage({ actorId, ...body }),
  deleteMessage: ({ actorId, params }) => chat.deleteMessage({ actorId, ...params }),

  sync: ({ actorId, body: { epoch, inbox, cursor } }) => sync({ actorId, epoch, inbox, cursor }),
  getChanges: ({ actorId, body }) => chat.getChanges({ actorId, ...body }),
  getMessages({ actorId, params, query: { before, after, around, limit } }) {
    return chat.getMessages({ actorId, ...params, before, after, around, limit })
  },
  getRoom: ({ actorId, params, query }) => chat.readRoom({ actorId, ...params, ...query }),
  async createRoom({ actorId, body }) {
    const chatRoomId = await chat.createGroup({ actorId, ...body })
    return chat.readRoom({ actorId, chatRoomId })
  },
  async addParticipant({ actorId, params }) {
    await chat.addParticipant({ actorId, ...params })
    return { success: true }
  },
  async removeParticipant({ actorId, params }) {
    await chat.removeParticipant({ actorId, ...params })
    return { success: true }
  },
  async markDelivered({ actorId, body }) {
    await chat.markDelivered({ actorId, ...body })
    return { success: true }
  },
  async tellTyping({ actorId, params }) {
    await chat.tellTyping({ actorId, ...params })
    return { success: true }
  },
})
