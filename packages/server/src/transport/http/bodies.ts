import { LinstaError } from '@linsta/protocol'
import { json, type Request, type RequestHandler, type Response } from 'express'

const BODY_MAX = 64 * 1024 // bytes

// Whatever type is declared: curl sends JSON as a form. An empty body counts as no fields.
const parseBody = json({ type: () => true, limit: BODY_MAX })

/**
 * Puts the body's fields into `request.body`. Where the host's own parsers come first, what they made of the body is
 * taken: an object, or JSON as text or bytes. What they read as a form is refused, since JSON does not survive that.
 */
export const takeBody: RequestHandler = async (request, response, next) => {
  // Not whether there is a `body`: older parsers put an empty object there for bodies that they leave alone.
  request.body = toObject(request.readableEnded ? readParsed(request) : await readBody(request, response))
  next()
}

const readBody = (request: Request, response: Response): Promise<unknown> =>
  new Promise((resolve, reject) => {
    parseBody(request, response, (error) => {
      if (error) reject(error)
      else resolve(request.body)
    })
  })

function readParsed(request: Request): unknown {
  const { body } = request
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  const size = isText ? Buffer.byteLength(body) : Number(request.headers['content-length'] ?? 0)
  if (size > BODY_MAX) throw new LinstaError('payload_too_large')
  if (isText) return parseText(body.toString())
  if (isForm(request)) {
    throw new LinstaError('invalid_json', { sentence: 'The body was read as a form: send it as application/json' })
  }
  return body
}

const isForm = (request: Request): boolean => Boolean(request.is(['urlencoded', 'multipart']))

function parseText(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw new LinstaError('invalid_json')
  }
}

function toObject(body: unknown): object {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new LinstaError('invalid_request', { sentence: 'The body must be a JSON object' })
}
