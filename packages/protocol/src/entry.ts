import { z } from 'zod'
import { isoTime, linstaId } from './fields.ts'
import { message } from './message.ts'

const entryFields = {
  chatRoomId: linstaId('chatRoomId'),
  seq: z.int(),
  /** The entry's own: with `seq` it is a position. */
  id: linstaId('id'),
  actorId: z.string(),
  at: isoTime,
}

/**
 * One entry of a room's log. Those about a message carry its current state, which may be newer than the entry: apply
 * it only over a lower `updatedSeq`. Later kinds will come: skip one that you do not know, and take its position.
 */
export const roomEntry = z.discriminatedUnion('kind', [
  z.object({ ...entryFields, kind: z.literal('message'), message }),
  z.object({ ...entryFields, kind: z.literal('delete'), message }),
  z.object({ ...entryFields, kind: z.literal('participant_added'), userId: z.string() }),
  z.object({ ...entryFields, kind: z.literal('participant_removed'), userId: z.string() }),
])
export type RoomEntry = z.infer<typeof roomEntry>
