import type { Message } from '@linsta/protocol'
import type { Broadcaster } from '../ports/broadcaster.ts'
import { applyEntryToCopy } from '../ports/roomState.ts'
import type { Append, AppendDelete, AppendMessage, AppendParticipant, Entry, RoomStore } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'
import type { LiveRoom } from './roomMemory.ts'
import { toEntry } from './toEntry.ts'
import { toMessage } from './toMessage.ts'

/** Appends to rooms' logs and delivers what was appended, strictly by `seq` (P3). */
export type RoomLog = {
  /**
   * Resolves once the entry is durable and was delivered here, with the message it is about as the wire carries it,
   * the very object that was broadcast: it is encoded once.
   * @throws LinstaError what the store refuses it for
   */
  append(room: LiveRoom, command: AppendMessage | AppendDelete): Promise<Message>
  /**
   * The same for who is in the room.
   * @throws LinstaError what the store refuses it for
   */
  changeParticipants(room: LiveRoom, command: AppendParticipant): Promise<void>
}

export function createRoomLog(parts: { rooms: RoomStore; broadcaster: Broadcaster; privacy: Privacy }): RoomLog {
  const { rooms, broadcaster, privacy } = parts

  /** Moves the room over the entry and tells those who are in it: before a removal, or after what else happened. */
  function deliver(room: LiveRoom, entry: Entry): Message | undefined {
    const { chatRoomId } = entry
    if (entry.kind === 'participant_removed') {
      // The removed as well: it is how they learn of it, and the last they hear (P6).
      broadcaster.toSynced({
        userIds: room.participants.keys(),
        name: 'room_changed',
        payload: toEntry(entry, room, privacy),
      })
      applyEntryToCopy(room, entry)
      broadcaster.expel({ chatRoomId, userId: entry.userId })
      return undefined
    }
    applyEntryToCopy(room, entry)
    const participantIds = room.participants.keys()
    if (entry.kind === 'message') {
      const payload = toMessage(entry.message, room, privacy)
      // The sender included: their other tabs need it.
      broadcaster.toRoom({ chatRoomId, participantIds, name: 'receive_message', payload })
      return payload
    }
    const payload = toEntry(entry, room, privacy)
    broadcaster.toSynced({ userIds: participantIds, name: 'room_changed', payload })
    return 'message' in payload ? payload.message : undefined
  }

  function deliverInOrder(room: LiveRoom, entry: Entry): Message | undefined {
    if (entry.seq !== room.head.seq + 1) {
      if (entry.seq > room.head.seq) room.held.set(entry.seq, entry)
      return undefined
    }
    const message = deliver(room, entry)
    for (let next = room.held.get(entry.seq + 1); next; next = room.held.get(next.seq + 1)) {
      room.held.delete(next.seq)
      deliver(room, next)
    }
    return message
  }

  async function append(room: LiveRoom, command: Append): Promise<{ entry: Entry; message: Message | undefined }> {
    room.appendsUnderWay += 1
    try {
      const { entry, repeated } = await rooms.append(command)
      return { entry, message: repeated ? undefined : deliverInOrder(room, entry) }
    } finally {
      room.appendsUnderWay -= 1
    }
  }

  return {
    async append(room, command) {
      const { entry, message } = await append(room, command)
      if (message !== undefined) return message
      // A repeat, or delivered together with what it waited for.
      if (!('message' in entry)) throw new Error(`A ${command.kind} was appended without a message`)
      return toMessage(entry.message, room, privacy)
    },

    async changeParticipants(room, command) {
      await append(room, command)
    },
  }
}
