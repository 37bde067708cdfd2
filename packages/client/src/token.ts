/** What a JWT says of itself, unverified: that is the server's to do. An opaque token says nothing. */
export type TokenClaims = {
  userId?: string
  /** Milliseconds since 1970. */
  expiresAt?: number
}

export function readToken(token: string): TokenClaims {
  try {
    const [, body = ''] = token.split('.')
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0))
    const { userId, sub, exp } = JSON.parse(new TextDecoder().decode(bytes))
    const subject = userId ?? sub
    return {
      ...(typeof subject === 'string' || typeof subject === 'number' ? { userId: String(subject) } : {}),
      ...(typeof exp === 'number' ? { expiresAt: exp * 1000 } : {}),
    }
  } catch {
    return {}
  }
}
