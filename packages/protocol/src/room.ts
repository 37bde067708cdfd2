import { z } from 'zod'
import { isoTime, linstaId } from './fields.ts'
import { person } from './person.ts'

/** The answer to opening a direct room: its creator comes first in `participants`. */
export const openedRoom = z.object({
  chatRoomId: linstaId('chatRoomId'),
  participants: z.array(z.string()),
  createdAt: isoTime,
})
export type OpenedRoom = z.infer<typeof openedRoom>

export const listedRoom = z.object({
  _id: linstaId('_id'),
  participants: z.array(person),
  createdAt: isoTime,
  updatedAt: isoTime,
})
export type ListedRoom = z.infer<typeof listedRoom>
