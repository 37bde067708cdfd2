import type { ListedMessage, Message } from '@linsta/protocol'
import { requireParticipant } from '../access.ts'
import { toPerson } from '../people.ts'
import type { ChatContext } from './chatContext.ts'
import { toMessage } from './toMessage.ts'

type HistoryPage = { actorId: string; chatRoomId: string; limit: number; skip: number }

export const createReadHistory = ({ rooms, memory, people, privacy }: ChatContext) => {
  /**
   * The newest `limit` messages after skipping `skip` of them, oldest first. What was delivered before the answer is
   * in it, and nothing else: a client that sets its list from it and appends what it receives misses and doubles
   * nothing. So a page that something was delivered past while it was read is read again.
   * @throws LinstaError `room_not_found`, `not_a_participant`
   */
  async function readHistory({ actorId, chatRoomId, limit, skip }: HistoryPage): Promise<Message[]> {
    for (;;) {
      const room = await memory.load(chatRoomId)
      requireParticipant(room, actorId)
      const throughSeq = room.head.seq
      const page = await rooms.readMessages({ chatRoomId, throughSeq, limit, skip })
      if (room.head.seq !== throughSeq) continue
      // Asked again, because reading may have taken a while (P6).
      requireParticipant(room, actorId)
      return page.map((message) => toMessage(message, room, privacy))
    }
  }

  return {
    readHistory,

    /** The same page with its senders as people. */
    async listMessages(page: HistoryPage): Promise<ListedMessage[]> {
      const messages = await readHistory(page)
      const senders = await people.read(messages.map((message) => message.senderId))
      return messages.map((message) => ({
        ...message,
        senderId: toPerson(senders.get(message.senderId), page.actorId),
      }))
    },
  }
}
