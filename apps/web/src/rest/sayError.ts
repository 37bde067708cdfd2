import { LinstaError } from '@linsta/client'

/** What went wrong in words that say what to do. */
export function sayError(error: unknown): string {
  if (!(error instanceof LinstaError)) return 'Something went wrong. Try again.'
  switch (error.code) {
    case 'unavailable':
      return 'The server cannot be reached. Check your connection and try again.'
    case 'internal':
      return 'The server had a problem. Try again in a moment.'
    case 'rate_limited':
      return `That was a lot at once. Try again in ${Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000))} s.`
    case 'storage_full':
      return 'The server has no space left. Whoever runs it has to make some.'
    case 'invalid_credentials':
      return 'Email and password do not belong together. Check both, or make an account.'
    case 'user_exists':
      return 'There is an account with this email already. Sign in with it.'
    default:
      return `${error.message}.`.replace(/\.\.$/, '.')
  }
}
