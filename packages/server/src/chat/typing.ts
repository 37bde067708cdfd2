import { LinstaError } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import type { ChatContext } from './chatContext.ts'

export const createTyping = ({ memory, broadcaster, privacy }: ChatContext) =>
  /**
   * Tells the others in a room that somebody types. Nothing is stored, and it ends by itself at those who hear it.
   * Of the invisible nobody hears.
   * @throws LinstaError `room_not_found`, also for people outside the room (P5)
   */
  async function tellTyping(command: { actorId: string; chatRoomId: string }): Promise<void> {
    const { actorId, chatRoomId } = command
    const room = await memory.load(chatRoomId)
    if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    if (privacy.of(actorId).invisible) return
    const others = [...room.participants.keys()].filter((userId) => userId !== actorId)
    broadcaster.toSynced({ userIds: others, name: 'user_typing', payload: { chatRoomId, userId: actorId } })
  }
