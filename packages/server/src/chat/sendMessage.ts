import type { Message, SocketPayload } from '@linsta/protocol'
import { requireParticipant } from '../access.ts'
import type { ChatContext } from './chatContext.ts'

export type SendMessage = SocketPayload<'send_message'> & { actorId: string }

export const createSendMessage = ({ memory, log, clock, ids }: ChatContext) =>
  /**
   * Stores a message and delivers it. Resolves with it once it is durable (P1), with the first one where its
   * `clientMessageId` is repeated (P2). Messages to one room take their positions in the order of the calls.
   * @throws LinstaError `room_not_found`, `not_a_participant`, `message_not_found` (`replyTo`), `conflict`,
   * `storage_full`
   */
  async function sendMessage(command: SendMessage): Promise<Message> {
    const { actorId, chatRoomId, text, clientMessageId, replyTo } = command
    const room = memory.peek(chatRoomId) ?? (await memory.load(chatRoomId))
    requireParticipant(room, actorId)
    return log.append(room, {
      kind: 'message',
      id: ids.next(),
      chatRoomId,
      actorId,
      at: clock.now(),
      text,
      clientMessageId,
      replyTo,
    })
  }
