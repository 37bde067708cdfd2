import { LinstaError, type OpenedRoom } from '@linsta/protocol'
import { toIsoTime } from '../time.ts'
import type { ChatContext } from './chatContext.ts'

export const createOpenRoom = ({ rooms, people, clock, ids, keepsAccounts }: ChatContext) =>
  /**
   * The direct room of two people, made if there is none.
   * @throws LinstaError `chat_with_yourself`, `user_not_found`
   */
  async function openRoom(command: { actorId: string; otherUserId: string }): Promise<OpenedRoom> {
    const { actorId, otherUserId } = command
    if (actorId === otherUserId) throw new LinstaError('chat_with_yourself')
    if (keepsAccounts && !(await people.isKnown(otherUserId))) throw new LinstaError('user_not_found')
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
  }
