import { LinstaError } from '@linsta/protocol'

/*
 * Tokens of the simulated people: JWTs without a signature, which nobody here forges.
 */

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

export const signToken = (userId: string, expiresAt: number): string =>
  `${encode({ alg: 'none' })}.${encode({ userId, exp: Math.floor(expiresAt / 1_000) })}.`

/** @throws LinstaError `token_invalid` once it ran out */
export function readToken(token: string, now: number): { userId: string; expiresAt: number } {
  const { userId, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  if (exp * 1_000 <= now) throw new LinstaError('token_invalid')
  return { userId, expiresAt: exp * 1_000 }
}
