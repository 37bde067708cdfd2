import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorCatalogue, isErrorCode, LinstaError, toProblem } from './errors.ts'

const codes = Object.keys(errorCatalogue) as ErrorCode[]

describe('the catalogue of errors', () => {
  it.each(codes)('has a status, a sentence and whether to try again for %s', (code) => {
    const { status, sentence, retryable } = errorCatalogue[code]
    expect(code).toMatch(/^[a-z][a-z_]*$/)
    expect(Number.isInteger(status) && status >= 400 && status < 600).toBe(true)
    expect(sentence).toMatch(/^[A-Z].*[^.\s]$/)
    // What is the caller's own fault stays so; waiting helps against limits and the server's own failures.
    expect(retryable).toBe(status === 429 || status >= 500)
  })

  it('has no two codes for one sentence', () => {
    const sentences = codes.map((code) => errorCatalogue[code].sentence)
    expect(new Set(sentences).size).toBe(sentences.length)
  })

  it.each(['constructor', '__proto__', 'toString', '', 'Not found'])('knows no code %j', (text) => {
    expect(isErrorCode(text)).toBe(false)
  })
})

describe('problems', () => {
  it.each(codes)('are complete for %s', (code) => {
    const { status, sentence } = errorCatalogue[code]
    expect(toProblem(new LinstaError(code))).toEqual({
      type: `urn:linsta:error:${code}`,
      title: sentence,
      status,
      code,
      error: sentence,
    })
  })

  it('carry the sentence of the call, what is wrong in particular and when to come back', () => {
    const about = { sentence: 'Failed to join room', detail: 'chatRoomId must be a string', retryAfterMs: 1_000 }
    expect(toProblem(new LinstaError('rate_limited', about))).toMatchObject({
      title: 'Too many requests, try again later',
      error: about.sentence,
      detail: about.detail,
      retryAfterMs: 1_000,
    })
  })

  it.each([
    new Error('hunter2 in /home/linsta'),
    'hunter2',
    { code: 'not_found', message: 'hunter2', sentence: 'hunter2' },
    Object.assign(new Error('hunter2'), { code: 'not_found', detail: 'hunter2', retryAfterMs: 7 }),
    null,
    undefined,
    Symbol('hunter2'),
  ])('say nothing of what nobody foresaw: %s', (thrown) => {
    expect(toProblem(thrown)).toEqual(toProblem(new LinstaError('internal')))
    expect(JSON.stringify(toProblem(thrown))).not.toMatch(/hunter2|home/)
  })
})
