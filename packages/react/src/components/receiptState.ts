import type { RoomMessage } from '@linsta/client'
import type { Receipt } from '../types.ts'
import type { ReceiptState } from './Receipt.tsx'

/**
 * How far a message of one's own came.
 * @param others the receipts of everybody else in the room, those who show none left out; in a group it says by how many it was read
 */
export function receiptStateOf(item: RoomMessage, others: readonly Receipt[], isGroup: boolean): ReceiptState {
  if (item.state !== 'sent') return { state: item.state }
  const { seq } = item.message
  const readBy = others.filter((receipt) => receipt.lastReadSeq >= seq).length
  if (readBy > 0) return isGroup ? { state: 'read', readBy } : { state: 'read' }
  // What is read was delivered, whether or not that was told.
  return { state: others.some((receipt) => receipt.lastDeliveredSeq >= seq) ? 'delivered' : 'sent' }
}
