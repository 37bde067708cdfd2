import { z } from 'zod'
import { atMost } from './fields.ts'
import { EMAIL_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from './person.ts'

const MISSING = 'Missing required fields'

const email = z
  .string({ error: MISSING })
  .overwrite((text) => text.trim().toLowerCase())
  .min(1, MISSING)

export const registration = z.object({
  name: z
    .string({ error: MISSING })
    .overwrite((text) => text.toWellFormed().trim())
    .min(1, MISSING)
    .refine(atMost(NAME_MAX), `Name must have at most ${NAME_MAX} characters`),
  email: email
    .refine(atMost(EMAIL_MAX), `Email must have at most ${EMAIL_MAX} characters`)
    // One @ with something on both sides and no white space: whether mail arrives is for mail to tell.
    .regex(/^[^\s@]+@[^\s@]+$/u, 'Email must be an address such as name@example.org')
    .refine((text) => text.isWellFormed(), 'Email must be an address such as name@example.org'),
  password: z
    .string({ error: MISSING })
    .min(1, MISSING)
    .min(PASSWORD_MIN, `Password must have at least ${PASSWORD_MIN} characters`)
    .refine(atMost(PASSWORD_MAX), `Password must have at most ${PASSWORD_MAX} characters`),
})
export type Registration = z.output<typeof registration>

export const login = z.object({
  email,
  password: z.string({ error: MISSING }).min(1, MISSING),
})
export type Login = z.output<typeof login>

export const signedIn = z.object({
  token: z.string(),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
})
export type SignedIn = z.infer<typeof signedIn>
