import { z } from 'zod'
import { linstaId } from './fields.ts'

/** How far somebody has come in a room. It only moves forward. */
export const receipt = z.object({
  chatRoomId: linstaId('chatRoomId'),
  userId: z.string(),
  lastReadSeq: z.int(),
  lastDeliveredSeq: z.int(),
})
export type Receipt = z.infer<typeof receipt>
