import { LinstaError, type RouteName, routes } from '@linsta/protocol'
import cors from 'cors'
import { Router } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { Authentication } from '../authentication.ts'
import type { IsOriginAllowed } from '../origins.ts'
import { bindReference } from '../reference/bindReference.ts'
import { bind, bindRoutes } from './bindRoutes.ts'
import type { Handlers } from './handlers.ts'
import { bindHealth } from './health.ts'
import { createErrorHandler } from './problems.ts'
import type { RequestsUnderWay } from './requestsUnderWay.ts'
import { bindStartPage } from './startPage.ts'
import { bindWebApp } from './webApp.ts'

type Parts = {
  handlers: Partial<Handlers>
  authentication: Authentication
  isOriginAllowed: IsOriginAllowed
  isReady: () => boolean
  requests: RequestsUnderWay
  logger: Logger
}

/**
 * Everything Linsta answers over HTTP but Socket.IO's own path, where the server is Linsta's: pages, health, and 404 for
 * what is not there.
 * @param parts.webFolder the folder of the web app's build; undefined without it
 */
export function createRouter(parts: Parts & { webFolder: string | undefined }): Router {
  const router = createGuardedRouter(parts)
  bindHealth(router, parts)
  bindStartPage(router, '/start')
  bindReference(router, { path: '/docs', names: Object.keys(parts.handlers) as RouteName[] })
  const hasApp = parts.webFolder !== undefined && bindWebApp(router, parts.webFolder)
  if (!hasApp) bindStartPage(router, '/')
  return endRouter(router, parts)
}

/**
 * The same where Linsta is a guest in somebody's app: the calls it knows, below `basePath`, and nothing else. Whatever is
 * no call of these goes on to the app, and nothing was done to it.
 */
export function createGuestRouter(parts: Parts & { basePath: string }): Router {
  const calls = endRouter(createGuardedRouter(parts), parts)
  const router = Router()
  for (const name of Object.keys(parts.handlers) as RouteName[]) {
    const { method, path } = routes[name]
    router[bind[method]](path, calls)
    router.options(path, (request, response, next) => {
      // The app may have other methods on this path, whose preflights are its own to answer.
      if (request.headers['access-control-request-method'] === method) calls(request, response, next)
      else next()
    })
  }
  return parts.basePath === '' ? router : Router().use(parts.basePath, router)
}

function createGuardedRouter(parts: Parts): Router {
  const router = Router()
  router.use(parts.requests.count)
  router.use(helmet())
  router.use((request, _response, next) => {
    if (!parts.isOriginAllowed(request)) throw new LinstaError('origin_not_allowed')
    next()
  })
  return router.use(cors({ origin: true, credentials: true, exposedHeaders: ['Retry-After'] }))
}

function endRouter(router: Router, parts: Parts): Router {
  bindRoutes(router, parts)
  router.use(() => {
    throw new LinstaError('not_found')
  })
  return router.use(createErrorHandler(parts))
}
