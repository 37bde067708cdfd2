import { z } from 'zod'
import { isoTime } from './fields.ts'

/** Whether somebody is online, and since when not. `lastSeenAt` is null while they are, and where it is not known. */
export const presence = z.object({ userId: z.string(), online: z.boolean(), lastSeenAt: isoTime.nullable() })
export type Presence = z.infer<typeof presence>

/** What somebody shows of themselves. */
export const privacy = z.object({
  /** Others see how far one has read. */
  receipts: z.boolean({ error: 'receipts must be true or false' }),
  /** Others see one as offline, and nothing that would tell otherwise. */
  invisible: z.boolean({ error: 'invisible must be true or false' }),
})
export type Privacy = z.infer<typeof privacy>
