import type { z } from 'zod'
import { isErrorCode, LinstaError } from './errors.ts'

/**
 * Parses what came from outside. A schema's message is either a code of the error catalogue or the sentence itself;
 * the first complaint is the answer.
 * @throws LinstaError that code, or `invalid_request` with that sentence
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const sentence = result.error.issues[0]?.message ?? ''
  throw isErrorCode(sentence) ? new LinstaError(sentence) : new LinstaError('invalid_request', { sentence })
}
