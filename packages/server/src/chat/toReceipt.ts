import type { Receipt } from '@linsta/protocol'
import type { Participant } from '../ports/roomState.ts'
import type { Privacy } from '../privacy.ts'

/** A receipt as its owner sees it. */
export const toReceipt = (chatRoomId: string, { userId, lastReadSeq, lastDeliveredSeq }: Participant): Receipt => ({
  chatRoomId,
  userId,
  lastReadSeq,
  lastDeliveredSeq,
})

/**
 * The same as others see it: null where its owner hides receipts. Of the invisible nothing tells that a device of
 * theirs is there.
 */
export function toShownReceipt(chatRoomId: string, participant: Participant, privacy: Privacy): Receipt | null {
  const { receipts, invisible } = privacy.of(participant.userId)
  if (!receipts) return null
  const receipt = toReceipt(chatRoomId, participant)
  return invisible ? { ...receipt, lastDeliveredSeq: receipt.lastReadSeq } : receipt
}
