import { LinstaError, type RouteName } from '@linsta/protocol'
import cors from 'cors'
import { Router } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { IsOriginAllowed } from '../origins.ts'
import { bindReference } from '../reference/bindReference.ts'
import { type Authenticate, bindRoutes } from './bindRoutes.ts'
import type { Handlers } from './handlers.ts'
import { bindHealth } from './health.ts'
import { createErrorHandler } from './problems.ts'
import type { RequestsUnderWay } from './requestsUnderWay.ts'
import { bindStartPage } from './startPage.ts'
import { bindWebApp } from './webApp.ts'

/** Everything Linsta answers over HTTP but Socket.IO's own path. */
export function createRouter(parts: {
  handlers: Partial<Handlers>
  authenticate: Authenticate
  isOriginAllowed: IsOriginAllowed
  isReady: () => boolean
  requests: RequestsUnderWay
  /** The folder of the web app's build; undefined where the host has an app of its own. */
  webFolder: string | undefined
  logger: Logger
}): Router {
  const router = Router()
  router.use(parts.requests.count)
  router.use(helmet())
  router.use((request, _response, next) => {
    if (!parts.isOriginAllowed(request)) throw new LinstaError('origin_not_allowed')
    next()
  })
  router.use(cors({ origin: true, credentials: true, exposedHeaders: ['Retry-After'] }))
  bindHealth(router, parts)
  bindStartPage(router, '/start')
  bindReference(router, { path: '/docs', names: Object.keys(parts.handlers) as RouteName[] })
  const hasApp = parts.webFolder !== undefined && bindWebApp(router, parts.webFolder)
  if (!hasApp) bindStartPage(router, '/')
  bindRoutes(router, parts)
  router.use(() => {
    throw new LinstaError('not_found')
  })
  router.use(createErrorHandler(parts))
  return router
}
