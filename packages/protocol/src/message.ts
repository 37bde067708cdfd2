import { z } from 'zod'
import { MESSAGE_TEXT_MAX } from './bounds.ts'
import { atMost, isoTime, linstaId, retryId } from './fields.ts'
import { person } from './person.ts'

/** Made well-formed and trimmed. `missing` answers what is no string, `empty` what has nothing left. */
export const messageText = (missing: string, empty = missing) =>
  z
    .string({ error: missing })
    .overwrite((text) => text.toWellFormed().trim())
    .min(1, empty)
    .refine(atMost(MESSAGE_TEXT_MAX), 'message_too_long')
    .meta({ maxLength: MESSAGE_TEXT_MAX })

export const clientMessageId = retryId('clientMessageId')

export const replyTo = linstaId('replyTo')
  .nullish()
  .transform((id) => id ?? null)

/** A message's current state. A deleted one keeps its place with `text: ""`. The sender is in `readBy`. */
export const message = z.object({
  _id: linstaId('_id'),
  chatRoomId: linstaId('chatRoomId'),
  senderId: z.string(),
  text: z.string(),
  createdAt: isoTime,
  deleted: z.boolean(),
  readBy: z.array(z.string()),
  replyTo: z.string().nullable(),
  mediaUrl: z.string().optional(),
  mediaType: z.string().optional(),
  seq: z.int(),
  /** The entry of the room's log that last changed it: its own `seq` at first. */
  updatedSeq: z.int(),
  /** The one its sender gave, if any: their other tabs know by it what is no longer pending. */
  clientMessageId: z.string().optional(),
})
export type Message = z.infer<typeof message>

/** A message as `GET /api/chat/messages/:chatRoomId` lists it. */
export const listedMessage = message.extend({ senderId: person })
export type ListedMessage = z.infer<typeof listedMessage>
