// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClient, ROOM, roomSnapshot, sent } from '../../test/fakeClient.ts'
import { LinstaProvider } from '../provider/LinstaProvider.tsx'
import { useConnection, useInbox, usePresence, useRoom, useRooms, useUserId } from './index.ts'

let fake: ReturnType<typeof createFakeClient>
const inside = ({ children }: { children: ReactNode }) => (
  <LinstaProvider client={fake.client}>{children}</LinstaProvider>
)

beforeEach(() => {
  fake = createFakeClient()
})
afterEach(cleanup)

describe('hooks', () => {
  it('useRoom follows the room and hands its calls on', async () => {
    const { result } = renderHook(() => useRoom(ROOM), { wrapper: inside })
    expect(result.current.messages).toEqual([])
    act(() => fake.room.set(roomSnapshot({ messages: [sent(1)] })))
    expect(result.current.messages).toHaveLength(1)
    await result.current.send('hi')
    expect(fake.room.send).toHaveBeenCalledWith('hi')
  })

  it('useRoom gives the same object until something changed', () => {
    const { result, rerender } = renderHook(() => useRoom(ROOM), { wrapper: inside })
    const before = result.current
    rerender()
    expect(result.current).toBe(before)
  })

  it('useConnection, useRooms, useInbox and useUserId follow theirs', () => {
    const { result } = renderHook(
      () => [useConnection().state, useRooms().unreadTotal, useInbox().unreadCount, useUserId()],
      { wrapper: inside },
    )
    expect(result.current).toEqual(['online', 0, 0, 'ann'])
    act(() => {
      fake.connection.set({ state: 'connecting' })
      fake.rooms.set({ status: 'stale', rooms: [], unreadTotal: 4 })
      fake.inbox.set({ state: 'loading', notifications: [], unreadCount: 2 })
    })
    expect(result.current).toEqual(['connecting', 4, 2, 'ann'])
  })

  it('usePresence watches while it is used, and whom it is asked for', () => {
    const { result, rerender, unmount } = renderHook(({ userId }) => usePresence(userId), {
      wrapper: inside,
      initialProps: { userId: 'bob' },
    })
    expect(fake.watch).toHaveBeenLastCalledWith(['bob'])
    const bob = { userId: 'bob', online: true, lastSeenAt: null }
    act(() => fake.presence.set(new Map([['bob', bob]])))
    expect(result.current).toBe(bob)
    rerender({ userId: 'chiara' })
    expect(result.current).toBeUndefined()
    expect(fake.unwatch).toHaveBeenCalledOnce()
    unmount()
    expect(fake.unwatch).toHaveBeenCalledTimes(2)
  })

  it('leave no listener behind', () => {
    const { unmount } = renderHook(() => [useRoom(ROOM), useRooms(), useInbox(), useConnection(), usePresence('bob')], {
      wrapper: inside,
    })
    unmount()
    expect([fake.room, fake.rooms, fake.inbox, fake.connection, fake.presence].map((part) => part.listeners)).toEqual([
      0, 0, 0, 0, 0,
    ])
  })

  it('outside a provider say so', () => {
    expect(() => renderHook(() => useRooms())).toThrow('need a <LinstaProvider>')
  })
})
