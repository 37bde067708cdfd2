import { LinstaError } from '@linsta/protocol'
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import { describe, expect, it } from 'vitest'
import { createErrorHandler } from './problems.ts'

/** What a request that ended in `thrown` is answered, and what was logged of it. */
function answer(thrown: unknown, { isReady = true } = {}) {
  const logged: unknown[][] = []
  const headers: Record<string, string> = {}
  const sent: { status?: number; type?: string; body?: string } = {}
  const response = {
    headersSent: false,
    set(name: string, value: string) {
      headers[name] = value
      return response
    },
    status(status: number) {
      sent.status = status
      return response
    },
    type(type: string) {
      sent.type = type
      return response
    },
    send(body: string) {
      sent.body = body
      return response
    },
  }
  const logger = { error: (...args: unknown[]) => logged.push(args) } as unknown as Logger
  const handle = createErrorHandler({ logger, isReady: () => isReady })
  handle(thrown, { method: 'POST', path: '/api/posts' } as Request, response as unknown as Response, () => {
    throw new Error('passed on')
  })
  return { ...sent, headers, logged, problem: JSON.parse(sent.body ?? '') }
}

const INNER = 'SQLITE_ERROR: no such table: hunter2'

describe('errors of requests', () => {
  it('that were foreseen are told as they are, and not logged', () => {
    const { status, type, problem, logged } = answer(new LinstaError('post_not_found'))
    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json' })
    expect(problem).toMatchObject({ status: 404, code: 'post_not_found', error: 'Post not found' })
    expect(logged).toEqual([])
  })

  it.each([
    new Error(INNER),
    INNER,
    { message: INNER, status: 500 },
    Object.assign(new Error(INNER), { status: 200 }),
    Object.assign(new Error(INNER), { type: 'constructor' }),
    null,
    undefined,
  ])('that nobody foresaw are logged, and told as internal and nothing more: %s', (thrown) => {
    const { status, body, problem, logged } = answer(thrown)
    expect(status).toBe(500)
    expect(problem).toMatchObject({ code: 'internal', error: 'Internal server error' })
    expect(body).not.toContain('hunter2')
    expect(logged).toEqual([[{ err: thrown, method: 'POST', path: '/api/posts' }, 'request failed']])
  })

  it('that come of closing are told as unavailable: another try will meet a server that runs', () => {
    const { status, body, problem, logged } = answer(new Error(INNER), { isReady: false })
    expect(status).toBe(503)
    expect(problem).toMatchObject({ code: 'unavailable', error: 'The server is stopping, try again' })
    expect(body).not.toContain('hunter2')
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['entity.parse.failed', 400, 'invalid_json'],
    ['entity.too.large', 413, 'payload_too_large'],
    ['encoding.unsupported', 415, 'unsupported_encoding'],
    ['charset.unsupported', 415, 'unsupported_encoding'],
    ['request.aborted', 400, 'invalid_request'],
  ])('of the body parser (%s) are told in our words, and its own are not logged', (type, status, code) => {
    const error = Object.assign(new Error('Unexpected token h in "hunter2"'), { type, status, body: 'hunter2' })
    const answered = answer(error)
    expect(answered).toMatchObject({ status, problem: { code } })
    expect(answered.body).not.toContain('hunter2')
    expect(answered.logged).toEqual([])
  })

  it('say after how many seconds a retry can succeed, rounded up', () => {
    const { headers, problem } = answer(new LinstaError('rate_limited', { retryAfterMs: 1_001 }))
    expect(headers).toEqual({ 'Retry-After': '2' })
    expect(problem).toMatchObject({ status: 429, retryAfterMs: 1_001 })
  })
})
