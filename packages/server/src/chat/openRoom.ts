import { LinstaError, type OpenedRoom } from '@linsta/protocol'
import { toIsoTime } from '../time.ts'
import type { ChatContext } from './chatContext.ts'

export const createOpenRoom = (context: ChatContext) => {
  const { rooms, memory, people, broadcaster, clock, ids, keepsAccounts } = context

  async function requireKnown(userId: string): Promise<void> {
    if (keepsAccounts && !(await people.isKnown(userId))) throw new LinstaError('user_not_found')
  }

  /** Tells everybody who is in a new room that it is there. */
  async function announce(chatRoomId: string): Promise<void> {
    const userIds = (await memory.load(chatRoomId))?.participants.keys() ?? []
    broadcaster.toSynced({ userIds, name: 'room_opened', payload: { chatRoomId } })
  }

  return {
    /**
     * The direct room of two people, made if there is none.
     * @throws LinstaError `chat_with_yourself`, `user_not_found`
     */
    async openRoom(command: { actorId: string; otherUserId: string }): Promise<OpenedRoom> {
      const { actorId, otherUserId } = command
      if (actorId === otherUserId) throw new LinstaError('chat_with_yourself')
      await requireKnown(otherUserId)
      const newId = ids.next()
      const room = await rooms.openDirectRoom({
        chatRoomId: newId,
        creatorId: actorId,
        otherUserId,
        at: clock.now(),
      })
      if (room.chatRoomId === newId) await announce(newId)
      return {
        chatRoomId: room.chatRoomId,
        participants: [...room.participants.keys()],
        createdAt: toIsoTime(room.createdAt),
      }
    },

    /**
     * A new group, which the actor owns, or the one that they made under the same `clientRoomId` before.
     * @returns its id
     * @throws LinstaError `user_not_found`
     */
    async createGroup(command: {
      actorId: string
      userIds: string[]
      clientRoomId: string | undefined
    }): Promise<string> {
      const { actorId: ownerId, userIds, clientRoomId } = command
      await Promise.all(userIds.map(requireKnown))
      const newId = ids.next()
      const made = await rooms.createGroup({ chatRoomId: newId, ownerId, userIds, clientRoomId, at: clock.now() })
      if (made.chatRoomId === newId) await announce(newId)
      return made.chatRoomId
    },
  }
}
