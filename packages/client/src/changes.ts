import type { Position, RoomChanges } from '@linsta/protocol'
import { CHANGES_LIMIT_MAX, CHANGES_ROOMS_MAX } from '@linsta/protocol/bounds'
import type { Calls } from './calls.ts'

/** Asks what rooms went through since a position; those asked for in one turn go out in one call. */
export type Changes = {
  /** Undefined: the answer had no place left for this room, ask again. */
  fetch(chatRoomId: string, position: Position): Promise<RoomChanges | undefined>
}

export function createChanges(calls: Pick<Calls, 'request'>): Changes {
  type Asked = {
    chatRoomId: string
    position: Position
    resolve(changes: RoomChanges | undefined): void
    reject(error: unknown): void
  }
  let gathered: Asked[] = []

  function send(): void {
    const all = gathered
    gathered = []
    for (let start = 0; start < all.length; start += CHANGES_ROOMS_MAX) {
      const batch = all.slice(start, start + CHANGES_ROOMS_MAX)
      const rooms = batch.map(({ chatRoomId, position }) => ({ chatRoomId, position }))
      calls.request('get_changes', { rooms, limit: CHANGES_LIMIT_MAX }, { patienceMs: Number.POSITIVE_INFINITY }).then(
        (answer) => {
          const byRoom = new Map(answer.rooms.map((changes) => [changes.chatRoomId, changes]))
          for (const { chatRoomId, resolve } of batch) resolve(byRoom.get(chatRoomId))
        },
        (error) => {
          for (const { reject } of batch) reject(error)
        },
      )
    }
  }

  return {
    fetch(chatRoomId, position) {
      return new Promise((resolve, reject) => {
        if (gathered.length === 0) queueMicrotask(send)
        gathered.push({ chatRoomId, position, resolve, reject })
      })
    },
  }
}
