/** Whose token it is and until when, unverified: that is the server's to do. Undefined where it is no JWT with both. */
export function readClaims(token: string): { userId: string; expiresAtMs: number } | undefined {
  try {
    const [, body = ''] = token.split('.')
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0))
    const { userId, exp } = JSON.parse(new TextDecoder().decode(bytes))
    return typeof userId === 'string' && typeof exp === 'number' ? { userId, expiresAtMs: exp * 1_000 } : undefined
  } catch {
    return undefined
  }
}
