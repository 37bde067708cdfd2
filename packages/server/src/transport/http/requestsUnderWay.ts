import type { RequestHandler } from 'express'
import type { Scheduler } from '../../ports/scheduler.ts'

/** Knows which requests are not answered yet, so that a stop can let them finish. */
export type RequestsUnderWay = {
  count: RequestHandler
  /** Resolves when all are answered or given up by their clients, after `maxMs` milliseconds at the latest. */
  ended(maxMs: number): Promise<void>
}

export function createRequestsUnderWay(scheduler: Scheduler): RequestsUnderWay {
  let underWay = 0
  let whenNone: (() => void) | undefined
  return {
    count(_request, response, next) {
      underWay += 1
      response.once('close', () => {
        underWay -= 1
        if (underWay === 0) whenNone?.()
      })
      next()
    },

    async ended(maxMs) {
      if (underWay === 0) return
      await new Promise<void>((resolve) => {
        const patience = scheduler.after(maxMs, resolve)
        whenNone = () => {
          patience.cancel()
          resolve()
        }
      })
    },
  }
}
