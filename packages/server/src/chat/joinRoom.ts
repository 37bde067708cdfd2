import { requireParticipant } from '../access.ts'
import { toIsoTime } from '../time.ts'
import type { ChatContext } from './chatContext.ts'

export const createJoinRoom = ({ memory, broadcaster, clock, privacy }: ChatContext) =>
  /**
   * Lets a connection into a room's audience and tells those who are there, but not of the invisible. `enter` puts it
   * in.
   * @throws LinstaError `room_not_found`, `not_a_participant`
   */
  async function joinRoom(
    command: { actorId: string; chatRoomId: string },
    connection: { id: string; enter(chatRoomId: string): void },
  ): Promise<void> {
    const { actorId, chatRoomId } = command
    requireParticipant(await memory.load(chatRoomId), actorId)
    connection.enter(chatRoomId)
    if (privacy.of(actorId).invisible) return
    broadcaster.toRoom({
      chatRoomId,
      name: 'user_joined',
      payload: { userId: actorId, timestamp: toIsoTime(clock.now()) },
      exceptConnectionId: connection.id,
    })
  }
