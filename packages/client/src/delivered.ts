import { CHANGES_ROOMS_MAX } from '@linsta/protocol/bounds'
import type { Calls } from './calls.ts'
import type { Scheduler, Timer } from './ports.ts'

const GATHER_MS = 1_000 // a second late harms no receipt, and a busy second is one call

/** Tells the server, a second's worth at once, what messages of others have arrived here. */
export type Delivered = {
  note(chatRoomId: string, seq: number): void
  close(): void
}

export function createDelivered(calls: Pick<Calls, 'request'>, scheduler: Scheduler): Delivered {
  const noted = new Map<string, number>()
  let timer: Timer | null = null

  function send(): void {
    timer = null
    const rooms = Array.from(noted, ([chatRoomId, seq]) => ({ chatRoomId, seq }))
    noted.clear()
    for (let start = 0; start < rooms.length; start += CHANGES_ROOMS_MAX) {
      calls
        .request(
          'mark_delivered',
          { rooms: rooms.slice(start, start + CHANGES_ROOMS_MAX) },
          { patienceMs: Number.POSITIVE_INFINITY },
        )
        // Refused, as for a room that one has left meanwhile: nobody waits for it.
        .catch(() => {})
    }
  }

  return {
    note(chatRoomId, seq) {
      noted.set(chatRoomId, Math.max(seq, noted.get(chatRoomId) ?? 0))
      timer ??= scheduler.after(GATHER_MS, send)
    },
    close() {
      timer?.cancel()
    },
  }
}
