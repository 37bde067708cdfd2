import { LinstaError, type OpenedRoom } from '@linsta/protocol'
import { toIsoTime } from '../time.ts'
import type { ChatContext } from './chatContext.ts'

export const createOpenRoom = ({ rooms, people, clock, ids, keepsAccounts }: ChatContext) => {
  async function requireKnown(userId: string): Promise<void> {
    if (keepsAccounts && !(await people.isKnown(userId))) throw new LinstaError('user_not_found')
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
      const room = await rooms.openDirectRoom({
        chatRoomId: ids.next(),
        creatorId: actorId,
        otherUserId,
        at: clock.now(),
      })
      return {
        chatRoomId: room.chatRoomId,
        participants: [...room.participants.keys()],
        createdAt: toIsoTime(room.createdAt),
      }
    },

    /**
     * A new group, which the actor owns.
     * @returns its id
     * @throws LinstaError `user_not_found`
     */
    async createGroup(command: { actorId: string; userIds: string[] }): Promise<string> {
      const { actorId: ownerId, userIds } = command
      await Promise.all(userIds.map(requireKnown))
      const { chatRoomId } = await rooms.createGroup({ chatRoomId: ids.next(), ownerId, userIds, at: clock.now() })
      return chatRoomId
    },
  }
}
