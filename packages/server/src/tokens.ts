import { LinstaError, userId as userIdField } from '@linsta/protocol'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Clock } from './ports/clock.ts'

/** Who a token speaks for, and until when (milliseconds since 1970). */
export type Identity = { userId: string; expiresAt: number }

export type Tokens = {
  sign(claims: { userId: string; email: string }): Promise<string>
  /** @throws LinstaError `token_invalid` */
  verify(token: string): Promise<Identity>
}

// Pinned: a token cannot choose the algorithm it is verified with.
const ALGORITHM = 'HS256'

const claims = z.object({ userId: userIdField('userId'), exp: z.number() })

/**
 * JWTs under one shared secret: `{ userId, email?, iat, exp }`, HS256.
 * @param options.ttlMs how long a token lives, in milliseconds
 */
export function createTokens(options: { secret: string; ttlMs: number; clock: Clock }): Tokens {
  const { ttlMs, clock } = options
  // Imported once: from bytes it would be imported anew for each token.
  const key = crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(options.secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  )
  return {
    async sign({ userId, email }) {
      const now = clock.now()
      return new SignJWT({ userId, email })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor((now + ttlMs) / 1000))
        .sign(await key)
    },

    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, await key, {
          algorithms: [ALGORITHM],
          requiredClaims: ['exp'],
          currentDate: new Date(clock.now()),
        })
        const { userId, exp } = claims.parse(payload)
        return { userId, expiresAt: exp * 1000 }
      } catch {
        throw new LinstaError('token_invalid')
      }
    },
  }
}
