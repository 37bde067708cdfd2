import type { Broadcaster } from '../ports/broadcaster.ts'
import { applyEntry } from '../ports/roomState.ts'
import type { AppendDelete, AppendMessage, Entry, RoomStore } from '../ports/roomStore.ts'
import type { LiveRoom } from './roomMemory.ts'
import { toMessage } from './toMessage.ts'

/** Appends to rooms' logs and delivers what was appended, strictly by `seq` (P3). */
export type RoomLog = {
  /**
   * Resolves once the entry is durable and was delivered here.
   * @throws LinstaError what the store refuses it for
   */
  append(room: LiveRoom, command: AppendMessage | AppendDelete): Promise<Entry>
}

export function createRoomLog({ rooms, broadcaster }: { rooms: RoomStore; broadcaster: Broadcaster }): RoomLog {
  function deliver(room: LiveRoom, entry: Entry): void {
    applyEntry(room, entry)
    if (entry.kind === 'message') {
      const { chatRoomId, message } = entry
      // The sender included: their other tabs need it.
      broadcaster.toRoom({ chatRoomId, name: 'receive_message', payload: toMessage(message, room) })
    }
  }

  function deliverInOrder(room: LiveRoom, entry: Entry): void {
    if (entry.seq !== room.head.seq + 1) {
      if (entry.seq > room.head.seq) room.held.set(entry.seq, entry)
      return
    }
    deliver(room, entry)
    for (let next = room.held.get(entry.seq + 1); next; next = room.held.get(next.seq + 1)) {
      room.held.delete(next.seq)
      deliver(room, next)
    }
  }

  return {
    async append(room, command) {
      room.appendsUnderWay += 1
      try {
        const { entry, repeated } = await rooms.append(command)
        if (!repeated) deliverInOrder(room, entry)
        return entry
      } finally {
        room.appendsUnderWay -= 1
      }
    },
  }
}
