import type { ListedRoom } from '@linsta/protocol'
import { toPerson } from '../people.ts'
import { toIsoTime } from '../time.ts'
import type { ChatContext } from './chatContext.ts'

export const createListRooms = ({ rooms, people }: ChatContext) =>
  /** The actor's rooms, most recently active first. */
  async function listRooms({ actorId }: { actorId: string }): Promise<ListedRoom[]> {
    const states = await rooms.readRoomsOf(actorId)
    const known = await people.read(states.flatMap((room) => [...room.participants.keys()]))
    return states.map((room) => ({
      _id: room.chatRoomId,
      participants: [...room.participants.keys()].map((userId) => toPerson(known.get(userId), actorId)),
      createdAt: toIsoTime(room.createdAt),
      updatedAt: toIsoTime(room.head.at),
    }))
  }
