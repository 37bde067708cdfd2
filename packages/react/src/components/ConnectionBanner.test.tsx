// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/fakeClient.ts'
import { LinstaProvider } from '../provider/LinstaProvider.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'

let fake: ReturnType<typeof createFakeClient>

beforeEach(() => {
  vi.useFakeTimers()
  fake = createFakeClient()
  render(
    <LinstaProvider client={fake.client}>
      <ConnectionBanner />
    </LinstaProvider>,
  )
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
const lose = (reason: 'lost' | 'no_token' | 'server_closing', waitMs: number) =>
  act(() => fake.connection.set({ state: 'offline', reason, nextTryAt: Date.now() + waitMs }))

describe('the banner', () => {
  it('counts down to the next try, and tries now', () => {
    lose('lost', 12_000)
    pass(2_000)
    expect(screen.getByText(/No connection\. Next try in 10 s\./)).toBeTruthy()
    pass(3_000)
    expect(screen.getByText(/Next try in 7 s\./)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
    expect(fake.tryNow).toHaveBeenCalledOnce()
  })

  it('says nothing of a short break', () => {
    lose('lost', 1_000)
    pass(1_000)
    act(() => fake.connection.set({ state: 'online' }))
    pass(5_000)
    expect(screen.queryByText(/No connection/)).toBeNull()
    expect(screen.getByRole('status').textContent).toBe('')
  })

  it('says once to screen readers that it is gone, and that it is back', () => {
    lose('lost', 60_000)
    pass(2_000)
    expect(screen.getByRole('status').textContent).toBe('No connection.')
    act(() => fake.connection.set({ state: 'online' }))
    pass(0)
    expect(screen.getByRole('status').textContent).toBe('Connected again')
  })

  it('says what to do where one is signed out, and waits where the server asked for it', () => {
    lose('no_token', 60_000)
    pass(2_000)
    expect(screen.getByText(/Sign in again/)).toBeTruthy()
    lose('server_closing', 60_000)
    expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull()
  })
})
