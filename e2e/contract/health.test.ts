import { request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

describe('health', () => {
  let linsta: RunningLinsta
  beforeAll(async () => {
    linsta = await startLinsta()
  })
  afterAll(() => linsta.close())

  it('GET /health answers without a token', async () => {
    const answer = await request(linsta.url, 'GET /health')
    expect(answer).toMatchObject({ status: 200, body: { status: 'OK', message: 'Backend is running' } })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  })
})
