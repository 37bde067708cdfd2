import type { Chat } from '../../chat/createChat.ts'
import type { Sync } from '../../sync/createSync.ts'
import { type Audiences, roomAudience } from './audiences.ts'
import type { CallHandlers } from './calls.ts'

type ChatCall =
  | 'join_room'
  | 'send_message'
  | 'get_history'
  | 'sync'
  | 'get_changes'
  | 'get_messages'
  | 'get_room'
  | 'open_room'
  | 'create_room'
  | 'add_participant'
  | 'remove_participant'
  | 'delete_message'
  | 'mark_read'
  | 'mark_delivered'
  | 'typing'

export function createChatCalls(parts: { chat: Chat; sync: Sync; audiences: Audiences }): Pick<CallHandlers, ChatCall> {
  const { chat, sync, audiences } = parts
  return {
    async join_room(connection, { chatRoomId }) {
      await chat.joinRoom(
        { actorId: connection.userId, chatRoomId },
        { id: connection.id, enter: () => audiences.enter(roomAudience(chatRoomId), connection) },
      )
      return {}
    },
    async send_message({ userId }, payload) {
      return { message: await chat.sendMessage({ ...payload, actorId: userId }) }
    },
    async get_history(connection, payload) {
      const messages = await chat.readHistory({ ...payload, actorId: connection.userId })
      connection.emit('message_history', { chatRoomId: payload.chatRoomId, messages })
      return { messages }
    },

    sync(connection, { epoch, inbox, cursor }) {
      const { userId } = connection
      return sync({ actorId: userId, epoch, inbox, cursor }, () => {
        connection.isInSync = true
      })
    },
    get_changes: ({ userId }, payload) => chat.getChanges({ ...payload, actorId: userId }),
    get_messages({ userId }, { chatRoomId, before, after, around, limit }) {
      return chat.getMessages({ actorId: userId, chatRoomId, before, after, around, limit })
    },
    get_room: ({ userId }, payload) => chat.readRoom({ ...payload, actorId: userId }),
    open_room: ({ userId }, payload) => chat.openRoom({ ...payload, actorId: userId }),
    async create_room({ userId }, payload) {
      const chatRoomId = await chat.createGroup({ ...payload, actorId: userId })
      return chat.readRoom({ actorId: userId, chatRoomId })
    },
    async add_participant(connection, payload) {
      await chat.addParticipant({ ...payload, actorId: connection.userId })
      return {}
    },
    async remove_participant(connection, payload) {
      await chat.removeParticipant({ ...payload, actorId: connection.userId })
      return {}
    },
    async delete_message({ userId }, payload) {
      return { message: await chat.deleteMessage({ ...payload, actorId: userId }) }
    },
    mark_read: ({ userId }, payload) => chat.markRead({ ...payload, actorId: userId }),
    async mark_delivered({ userId }, payload) {
      await chat.markDelivered({ ...payload, actorId: userId })
      return {}
    },
    async typing({ userId }, payload) {
      await chat.tellTyping({ ...payload, actorId: userId })
      return {}
    },
  }
}
