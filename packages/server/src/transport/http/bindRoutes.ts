import { LinstaError, parse, type RouteName, routes } from '@linsta/protocol'
import type { Request, RequestHandler, Router } from 'express'
import type { Authentication } from '../authentication.ts'
import { takeBody } from './bodies.ts'
import type { Handlers } from './handlers.ts'

export const bind = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const

/** Puts every route that has a handler on the router: authenticate → parse → rule → answer. */
export function bindRoutes(
  router: Router,
  parts: { handlers: Partial<Handlers>; authentication: Authentication },
): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const handler = parts.handlers[name] as ((call: unknown) => Promise<unknown>) | undefined
    if (handler === undefined) continue
    const { method, path, token, params, query, body, status } = routes[name]
    const authenticated: RequestHandler = async (request, response, next) => {
      response.locals.actorId = await readActor(request, token, parts.authentication)
      next()
    }
    router[bind[method]](path, authenticated, ...(method === 'GET' ? [] : [takeBody]), async (request, response) => {
      const answer = await handler({
        actorId: response.locals.actorId,
        params: parse(params, request.params),
        query: parse(query, request.query),
        body: parse(body, method === 'GET' ? {} : request.body),
      })
      response.status(status).json(answer)
    })
  }
}

async function readActor(
  request: Request,
  token: 'required' | 'optional',
  authentication: Authentication,
): Promise<string | undefined> {
  const identity = await authentication.ofRequest(request)
  if (identity === undefined && token === 'required') throw new LinstaError('token_missing')
  return identity?.userId
}
