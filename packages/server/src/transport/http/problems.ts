import { LinstaError, toProblem } from '@linsta/protocol'
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'

/** Answers with the wire form of an error, `application/problem+json`. */
export function sendProblem(response: Response, error: unknown): void {
  const problem = toProblem(error)
  if (problem.retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(problem.retryAfterMs / 1000)))
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

/** What the body parser complains of, by its `type`. */
const parserErrors = new Map([
  ['entity.parse.failed', new LinstaError('invalid_json')],
  ['entity.too.large', new LinstaError('payload_too_large')],
  ['encoding.unsupported', new LinstaError('unsupported_encoding')],
  ['charset.unsupported', new LinstaError('unsupported_encoding')],
])

/**
 * The last stop of every error on our routes. What nobody foresaw is logged and told as `internal` alone; on a server
 * that stops, whose parts are closed one after another, as `unavailable`.
 */
export const createErrorHandler =
  ({ logger, isReady }: { logger: Logger; isReady: () => boolean }): ErrorRequestHandler =>
  // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters.
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const known = error instanceof LinstaError ? error : toParserError(error)
    if (known === undefined) logger.error({ err: error, method: request.method, path: request.path }, 'request failed')
    sendProblem(response, known ?? new LinstaError(isReady() ? 'internal' : 'unavailable'))
  }

function toParserError(error: unknown): LinstaError | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { type, status } = error as { type?: unknown; status?: unknown }
  const parserError = typeof type === 'string' ? parserErrors.get(type) : undefined
  if (parserError !== undefined) return parserError
  // A body that was cut off or is not what its headers say, a path that cannot be decoded.
  return typeof status === 'number' && status >= 400 && status < 500 ? new LinstaError('invalid_request') : undefined
}
