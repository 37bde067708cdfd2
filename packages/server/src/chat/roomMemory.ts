import { LRUCache } from 'lru-cache'
import type { RoomState } from '../ports/roomState.ts'
import type { Entry, RoomStore } from '../ports/roomStore.ts'

const ROOMS_IN_MEMORY = 50_000 // rooms; a direct one takes about 600 bytes

/**
 * A room in memory: membership, head and receipts, from which the send path answers without a read. Its head is what
 * was delivered; entries that are ahead of it wait in `held`.
 */
export type LiveRoom = RoomState & { held: Map<number, Entry>; appendsUnderWay: number }

export type RoomMemory = {
  /** The room if it is in memory. */
  peek(chatRoomId: string): LiveRoom | undefined
  /** The room, read from the store if it is not in memory; undefined if there is none. */
  load(chatRoomId: string): Promise<LiveRoom | undefined>
}

export function createRoomMemory({ rooms }: { rooms: RoomStore }): RoomMemory {
  const cache = new LRUCache<string, LiveRoom>({
    // It grows as it fills: with `max` it would take all of its memory at once.
    maxSize: ROOMS_IN_MEMORY,
    sizeCalculation: () => 1,
    // A room with an append under way stays: read anew, its head might be ahead of what was delivered.
    disposeAfter: (room, chatRoomId, reason) => {
      if (reason === 'evict' && room.appendsUnderWay > 0) cache.set(chatRoomId, room)
    },
  })
  const loading = new Map<string, Promise<LiveRoom | undefined>>()

  async function read(chatRoomId: string): Promise<LiveRoom | undefined> {
    try {
      const state = await rooms.readRoom(chatRoomId)
      if (state === undefined) return undefined
      const room = { ...state, held: new Map<number, Entry>(), appendsUnderWay: 0 }
      cache.set(chatRoomId, room)
      return room
    } finally {
      loading.delete(chatRoomId)
    }
  }

  return {
    peek: (chatRoomId) => cache.get(chatRoomId),

    load(chatRoomId) {
      const room = cache.get(chatRoomId)
      if (room !== undefined) return Promise.resolve(room)
      // One read for all who ask meanwhile: two would make two rooms that drift apart.
      let pending = loading.get(chatRoomId)
      if (pending === undefined) {
        pending = read(chatRoomId)
        loading.set(chatRoomId, pending)
      }
      return pending
    },
  }
}
