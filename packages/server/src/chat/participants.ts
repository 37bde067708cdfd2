import { LinstaError } from '@linsta/protocol'
import { isParticipant } from '../access.ts'
import type { AppendParticipant } from '../ports/roomStore.ts'
import type { ChatContext } from './chatContext.ts'

type Command = { actorId: string; chatRoomId: string; userId: string }

export const createParticipants = ({ memory, log, people, clock, ids, keepsAccounts }: ChatContext) => {
  async function change(kind: AppendParticipant['kind'], { actorId, chatRoomId, userId }: Command): Promise<void> {
    const room = await memory.load(chatRoomId)
    if (!isParticipant(room, actorId)) throw new LinstaError('room_not_found')
    await log.changeParticipants(room, { kind, id: ids.next(), chatRoomId, actorId, at: clock.now(), userId })
  }

  return {
    /**
     * Lets somebody into a group. Who is in it stays in it.
     * @throws LinstaError `room_not_found`, also for people outside the room (P5), `user_not_found`, `not_the_owner`,
     * `direct_room`, `room_full`
     */
    async addParticipant(command: Command): Promise<void> {
      if (keepsAccounts && !(await people.isKnown(command.userId))) throw new LinstaError('user_not_found')
      await change('participant_added', command).catch(ignore('already_a_participant'))
    },

    /**
     * Takes somebody out of a group, or leaves it. From the answer on they are sent nothing of it (P6).
     * @throws LinstaError `room_not_found`, also for people outside the room (P5), `not_the_owner`, `direct_room`
     */
    async removeParticipant(command: Command): Promise<void> {
      await change('participant_removed', command).catch(ignore('user_not_in_room'))
    },
  }
}

/** What is so already needs no change: a call whose answer was lost can be made again. */
const ignore = (code: LinstaError['code']) => (error: unknown) => {
  if (!(error instanceof LinstaError && error.code === code)) throw error
}
