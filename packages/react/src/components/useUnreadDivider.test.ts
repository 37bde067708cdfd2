// @vitest-environment happy-dom
import type { RoomSnapshot } from '@linsta/client'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ROOM, roomSnapshot } from '../../test/fakeClient.ts'
import { useUnreadDivider } from './useUnreadDivider.ts'

afterEach(cleanup)

function room(unread: number, lastReadSeq: number, change: Partial<RoomSnapshot> = {}): RoomSnapshot {
  const { head } = roomSnapshot()
  if (head === null) throw new Error('no head')
  const receipts = [{ chatRoomId: ROOM, userId: 'ann', lastReadSeq, lastDeliveredSeq: 0 }]
  return roomSnapshot({ head: { ...head, unread, receipts }, ...change })
}

function follow(first: RoomSnapshot, isLooking: boolean) {
  return renderHook(
    (props: { room: RoomSnapshot; isLooking: boolean }) =>
      useUnreadDivider(props.room, { userId: 'ann', isLooking: props.isLooking }),
    { initialProps: { room: first, isLooking } },
  )
}

describe('the unread divider', () => {
  it('stands where one’s receipt was on coming, and stays while one reads', () => {
    const { result, rerender } = follow(room(3, 7, { timeline: { state: 'loading' } }), true)
    expect(result.current).toBeNull()
    rerender({ room: room(3, 7), isLooking: true })
    expect(result.current).toBe(7)
    rerender({ room: room(1, 9), isLooking: true })
    rerender({ room: room(0, 10), isLooking: true })
    expect(result.current).toBe(7)
  })

  it('is not drawn for what comes under one’s eyes', () => {
    const { result, rerender } = follow(room(0, 7), true)
    rerender({ room: room(1, 7), isLooking: true })
    expect(result.current).toBeNull()
  })

  it('moves to what comes while one looks elsewhere', () => {
    const { result, rerender } = follow(room(2, 7), true)
    rerender({ room: room(0, 9), isLooking: true })
    rerender({ room: room(1, 9), isLooking: false })
    rerender({ room: room(2, 9), isLooking: false })
    expect(result.current).toBe(9)
  })

  it('begins anew in another room', () => {
    const { result, rerender } = follow(room(2, 7), true)
    rerender({ room: room(0, 3, { chatRoomId: 'b'.repeat(24) }), isLooking: true })
    expect(result.current).toBeNull()
  })
})
