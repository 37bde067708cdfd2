import { LinstaError } from '@linsta/protocol'
import type { Router } from 'express'
import { sendProblem } from './problems.ts'

/** `/healthz`: the process lives. `/readyz`: it takes requests. `/health`: what first-generation clients ask. */
export function bindHealth(router: Router, { isReady }: { isReady: () => boolean }): void {
  router.get('/health', (_request, response) => {
    response.json({ status: 'OK', message: 'Backend is running' })
  })
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', (_request, response) => {
    if (isReady()) response.json({ status: 'ready' })
    else sendProblem(response, new LinstaError('unavailable'))
  })
}
