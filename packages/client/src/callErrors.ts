import { errorCatalogue, isErrorCode, LinstaError, type Problem } from '@linsta/protocol/errors'

/** The link ended before the answer came: whether the server did it is not known. Never leaves this package. */
export class LinkLost extends Error {}

/** The error a caller gets for a server's problem. Codes that only newer servers know become the nearest known one. */
export function toError(problem: Problem): LinstaError {
  const { code, status, error, detail, retryAfterMs } = problem
  const nearest = status === 429 ? 'rate_limited' : status >= 500 ? 'internal' : 'invalid_request'
  return new LinstaError(isErrorCode(code) ? code : nearest, {
    sentence: error,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** Whether the same call may succeed later. A token that ran out is replaced on the next connection. */
export const isRetryable = ({ code }: LinstaError): boolean =>
  errorCatalogue[code].retryable || code === 'token_invalid' || code === 'token_missing'

export const toLinstaError = (thrown: unknown): LinstaError =>
  thrown instanceof LinstaError ? thrown : new LinstaError('internal', { detail: String(thrown) })

export const clientClosed = (): LinstaError => new LinstaError('unavailable', { sentence: 'The client was closed' })
