import { LinstaError, parse, type RouteName, routes } from '@linsta/protocol'
import { json, type Request, type RequestHandler, type Router } from 'express'
import type { Identity } from '../../tokens.ts'
import type { Handlers } from './handlers.ts'

const BODY_MAX = '64kb'

/** Who a request comes from. @throws LinstaError `token_invalid` */
export type Authenticate = (token: string) => Promise<Identity>

// Whatever type is declared: curl sends JSON as a form. An empty body counts as no fields.
const parseBody = json({ type: () => true, limit: BODY_MAX })

/** Puts every route that has a handler on the router: authenticate → parse → rule → answer. */
export function bindRoutes(router: Router, parts: { handlers: Partial<Handlers>; authenticate: Authenticate }): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const handler = parts.handlers[name] as ((call: unknown) => Promise<unknown>) | undefined
    if (handler === undefined) continue
    const { method, path, token, params, query, body, status } = routes[name]
    const bind = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const
    const authenticated: RequestHandler = async (request, response, next) => {
      response.locals.actorId = await readActor(request, token, parts.authenticate)
      next()
    }
    router[bind[method]](path, authenticated, ...(method === 'GET' ? [] : [parseBody]), async (request, response) => {
      const answer = await handler({
        actorId: response.locals.actorId,
        params: parse(params, request.params),
        query: parse(query, request.query),
        body: parse(body, toObject(request.body)),
      })
      response.status(status).json(answer)
    })
  }
}

async function readActor(
  request: Request,
  token: 'required' | 'optional',
  authenticate: Authenticate,
): Promise<string | undefined> {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
  if (bearer !== undefined) return (await authenticate(bearer)).userId
  if (token === 'required') throw new LinstaError('token_missing')
  return undefined
}

function toObject(body: unknown): object {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new LinstaError('invalid_request', { sentence: 'The body must be a JSON object' })
}
