import { createHmac } from 'node:crypto'

const DIGESTS = { HS256: 'sha256', HS512: 'sha512' } as const

/** A JWT made by hand, right or wrong on purpose: nothing is checked, and `none` has an empty signature. */
export function signToken(
  payload: object,
  secret: string,
  { algorithm = 'HS256' }: { algorithm?: 'HS256' | 'HS512' | 'none' } = {},
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(payload)}`
  if (algorithm === 'none') return `${signed}.`
  return `${signed}.${createHmac(DIGESTS[algorithm], secret).update(signed).digest('base64url')}`
}
