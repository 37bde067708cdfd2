import { applyEntry, applyEntryToCopy, type Participant, type RoomState } from '../../../src/ports/roomState.ts'
import type { Entry } from '../../../src/ports/roomStore.ts'

/** A receipt that was moved while the room's log ended at `seq`, and the participant after it. */
export type MovedReceipt = { seq: number; participant: Participant }

/** What happened in a room: its entries since a snapshot, and all its receipts, also those from before. */
type Happened = { entries: Entry[]; receipts: MovedReceipt[] }

/** A snapshot moved over what happened since, in the order in which it happened. */
export function replay(snapshot: RoomState, { entries, receipts }: Happened): RoomState {
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

/** A snapshot moved over the same by who hears of receipts by themselves, here after all entries: the furthest counts. */
export function replayCopy(snapshot: RoomState, { entries, receipts }: Happened): RoomState {
  const room = structuredClone(snapshot)
  for (const entry of entries) applyEntryToCopy(room, entry)
  for (const { participant: stored } of receipts) {
    const participant = room.participants.get(stored.userId)
    if (participant === undefined) continue
    participant.lastReadSeq = Math.max(participant.lastReadSeq, stored.lastReadSeq)
    participant.lastDeliveredSeq = Math.max(participant.lastDeliveredSeq, stored.lastDeliveredSeq)
    participant.readCount = Math.max(participant.readCount, stored.readCount)
  }
  return room
}
