import { LinstaError, type Message } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import type { ChatContext } from './chatContext.ts'

export const createDeleteMessage = ({ rooms, memory, log, clock, ids }: ChatContext) =>
  /**
   * Empties one's own message; its place in the log stays. Deleting it again answers the same.
   * @throws LinstaError `message_not_found`, also for people outside the room (P5), `not_your_message`
   */
  async function deleteMessage(command: { actorId: string; messageId: string }): Promise<Message> {
    const { actorId, messageId } = command
    const target = await rooms.readMessage(messageId)
    const room = target && (await memory.load(target.chatRoomId))
    if (!isParticipant(room, actorId)) throw new LinstaError('message_not_found')
    return log.append(room, {
      kind: 'delete',
      id: ids.next(),
      chatRoomId: room.chatRoomId,
      actorId,
      at: clock.now(),
      messageId,
    })
  }
