import { z } from 'zod'
import { link, requiredText } from './fields.ts'

export const NAME_MAX = 100 // UTF-16 units
export const EMAIL_MAX = 254 // UTF-16 units, RFC 5321's longest path less its brackets
export const PASSWORD_MIN = 8 // characters
export const PEOPLE_LIMIT = 20 // people a page when none is named
export const PEOPLE_LIMIT_MAX = 30 // people a page at most: with the longest ids, names and pictures they fit an answer
export const PASSWORD_MAX = 128 // UTF-16 units; hashing cost grows with length

/** Somebody as others see them. `email` is left out where the caller brought no token. */
export const person = z.object({
  _id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  /** The address of a picture: http, https or a path. */
  picture: z.string().optional(),
})
export type Person = z.infer<typeof person>

const NAME = `name must have 1 to ${NAME_MAX} characters`

/** What somebody may change about themselves; what is left out stays. A picture of null is none. */
export const profile = z.object({
  name: requiredText('name', NAME, NAME_MAX).optional(),
  picture: link('picture').nullable().optional(),
})
