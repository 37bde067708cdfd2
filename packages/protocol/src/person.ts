import { z } from 'zod'

/** Somebody as others see them. `email` is left out where the caller brought no token. */
export const person = z.object({
  _id: z.string(),
  name: z.string(),
  email: z.string().optional(),
})
export type Person = z.infer<typeof person>

export const NAME_MAX = 100 // characters
export const EMAIL_MAX = 254 // characters, RFC 5321's longest path less its brackets
export const PASSWORD_MIN = 8 // characters
export const PASSWORD_MAX = 128 // characters; hashing cost grows with length
