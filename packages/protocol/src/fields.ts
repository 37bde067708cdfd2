import { z } from 'zod'
import { RETRY_ID_MAX } from './bounds.ts'

/**
 * Whether a text has at most `max` UTF-16 units. Zod's own `max` counts code points, of which an emoji is one: storage
 * and the contract count units.
 */
export const atMost =
  (max: number) =>
  (text: string): boolean =>
    text.length <= max

export const LINSTA_ID = /^[0-9a-fA-F]{24}$/

/** The id of something Linsta made: 24 hexadecimal characters (ObjectId form), lower case after parsing. */
export const linstaId = (field: string) =>
  z
    .string({ error: `${field} must be a string of 24 hexadecimal characters` })
    .regex(LINSTA_ID, `${field} must be a string of 24 hexadecimal characters`)
    .toLowerCase()

export const USER_ID_MAX = 128 // UTF-16 units; UUIDs, integers and `auth0|…` of host apps fit

/** A user's id: opaque, 1 to 128 characters, whatever the app that owns the user calls them. */
export const userId = (field: string, missing = `${field} must be a string of 1 to ${USER_ID_MAX} characters`) =>
  z
    .string({ error: missing })
    .min(1, missing)
    .refine(atMost(USER_ID_MAX), `${field} must be a string of 1 to ${USER_ID_MAX} characters`)
    .refine((id) => id.isWellFormed(), `${field} must be well-formed Unicode`)
    .meta({ maxLength: USER_ID_MAX })

/** An id that the caller makes: the same call with the same id is done once, however often it is made. */
export const retryId = (field: string) =>
  z
    .string({ error: `${field} must be a string` })
    .min(1, `${field} must have 1 to ${RETRY_ID_MAX} characters`)
    .refine(atMost(RETRY_ID_MAX), `${field} must have 1 to ${RETRY_ID_MAX} characters`)
    .refine((id) => id.isWellFormed(), `${field} must be well-formed Unicode`)
    .meta({ maxLength: RETRY_ID_MAX })
    .nullish()
    .transform((id) => id ?? undefined)

/** ISO 8601 in UTC with milliseconds, as every time on the wire is. */
export const isoTime = z.iso.datetime({ precision: 3 })

/** Text a person typed: made well-formed, trimmed, then at least one character. `missing` is the sentence when there is none. */
export const requiredText = (field: string, missing: string, max: number) =>
  z
    .string({ error: missing })
    .overwrite((text) => text.toWellFormed().trim())
    .min(1, missing)
    .refine(atMost(max), `${field} must have at most ${max} characters`)
    .meta({ maxLength: max })

/** Text that may be left out; null counts as left out. */
export const optionalText = (field: string, max: number) =>
  z
    .string({ error: `${field} must be a string` })
    .overwrite((text) => text.toWellFormed().trim())
    .refine(atMost(max), `${field} must have at most ${max} characters`)
    .meta({ maxLength: max })
    .nullish()
    .transform((text) => text ?? undefined)

export const URL_MAX = 2_048 // UTF-16 units, what browsers and proxies carry everywhere

const isLink = (url: string): boolean => {
  // Browsers drop tabs and line breaks before they read an address: `/<tab>/host` is `//host` to them.
  if (/\p{Cc}/u.test(url) || !url.isWellFormed()) return false
  // A path, but not `//host` or `/\host`, which browsers read as another site's address.
  if (/^\/(?![/\\])/.test(url)) return true
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}

/** An address that may be put into a link or an image: http, https or a path. Never `javascript:` or `data:`. */
export const link = (field: string) =>
  z
    .string({ error: `${field} must be an http or https address or a path` })
    .overwrite((url) => url.trim())
    .refine(atMost(URL_MAX), `${field} must have at most ${URL_MAX} characters`)
    .refine(isLink, `${field} must be an http or https address or a path`)
    .meta({ maxLength: URL_MAX, description: 'An http or https address, or a path' })

/** A position in a log. */
export const seqField = (field: string) =>
  z.int({ error: `${field} must be a whole number from 0` }).min(0, `${field} must be a whole number from 0`)

/** A whole number that is cut to `max`, as limits of pages are. */
export const cutNumber = (field: string, min: number, max: number) =>
  z
    .int({ error: `${field} must be a whole number from ${min}` })
    .min(min, `${field} must be a whole number from ${min}`)
    .transform((value) => Math.min(value, max))
    .meta({ description: `More than ${max} is cut to it` })

/** A position in a log as a query parameter. */
export const seqQuery = (field: string) => wholeNumber(field, 0)

/** `limit` as a query parameter; beyond `max` it is cut to it. */
export const limitQuery = (standard: number, max: number) =>
  wholeNumber('limit', 1)
    .default(standard)
    .transform((limit) => Math.min(limit, max))
    .meta({ description: `More than ${max} is cut to it` })

/** `limit` and `skip` of the frozen lists as query parameters. */
export const pageQuery = (standard: number, max: number) => ({
  limit: limitQuery(standard, max),
  skip: wholeNumber('skip', 0).default(0),
})

const wholeNumber = (field: string, min: number) =>
  z
    .string({ error: `${field} must be a whole number from ${min}` })
    .regex(/^\d{1,15}$/, `${field} must be a whole number from ${min}`)
    .transform(Number)
    .refine((value) => value >= min, `${field} must be a whole number from ${min}`)
    .meta({ type: 'integer', minimum: min })
