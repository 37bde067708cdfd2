import type { RoomMessage } from '@linsta/client'
import type { Receipt } from '../types.ts'
import type { ReceiptState } from './Receipt.tsx'

/**
 * How far a message of one's own came.
 * @param others the receipts of everybody else in the room, those who show none left out
 */
export function receiptStateOf(item: RoomMessage, others: readonly Receipt[]): ReceiptState {
  if (item.state !== 'sent') return item.state
  const { seq } = item.message
  if (readersOf(item, others) > 0) return 'read'
  // What is read was delivered, whether or not that was told.
  return others.some((receipt) => receipt.lastDeliveredSeq >= seq) ? 'delivered' : 'sent'
}

/** How many of them have read it. */
export function readersOf(item: RoomMessage, others: readonly Receipt[]): number {
  if (item.state !== 'sent') return 0
  const { seq } = item.message
  return others.filter((receipt) => receipt.lastReadSeq >= seq).length
}
