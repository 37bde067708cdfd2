import { z } from 'zod'
import { linstaId } from './fields.ts'

/**
 * A place in a log: the last entry one has, by its position and its own id. `{ seq: 0, id: null }` is before the first.
 * A server that holds another entry at that `seq`, or none, answers `reset`.
 */
export const position = z.object(
  {
    seq: z
      .int({ error: 'position.seq must be a whole number from 0' })
      .min(0, 'position.seq must be a whole number from 0'),
    id: linstaId('position.id').nullable(),
  },
  { error: 'position must be { seq, id }' },
)
export type Position = z.output<typeof position>
