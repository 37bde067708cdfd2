import { applyEntry, type Participant, type RoomState } from '../../../src/ports/roomState.ts'
import type { Entry } from '../../../src/ports/roomStore.ts'

/** A receipt that was moved while the room's log ended at `seq`, and the participant after it. */
export type MovedReceipt = { seq: number; participant: Participant }

/**
 * A room as somebody has it who had it as `snapshot` and then heard of every entry and receipt since, as nodes keep it
 * in memory: entries move the counts, a receipt is taken over as it was stored. Receipts from before the snapshot change
 * nothing.
 */
export function replay(
  snapshot: RoomState,
  { entries, receipts }: { entries: Entry[]; receipts: MovedReceipt[] },
): RoomState {
  const room = structuredClone(snapshot)
  const takeOver = (seq: number) => {
    for (const { participant } of receipts.filter((receipt) => receipt.seq === seq)) {
      const { userId, lastReadSeq, lastDeliveredSeq, readCount } = participant
      Object.assign(room.participants.get(userId) ?? {}, { lastReadSeq, lastDeliveredSeq, readCount })
    }
  }
  takeOver(room.head.seq)
  for (const entry of entries) {
    applyEntry(room, entry)
    takeOver(room.head.seq)
  }
  return room
}
