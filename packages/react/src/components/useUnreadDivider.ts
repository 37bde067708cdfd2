import type { RoomSnapshot } from '@linsta/client'
import { useState } from 'react'

type Seen = { chatRoomId: string; isBegun: boolean; unread: number; afterSeq: number | null }

const initialOf = (chatRoomId: string): Seen => ({ chatRoomId, isBegun: false, unread: 0, afterSeq: null })

/**
 * Behind which receipt the divider of what is new stands; null where there is none. It stands where one's receipt was
 * on coming, and stays there while one reads on; it moves when something comes that one is not looking at.
 */
export function useUnreadDivider(
  { chatRoomId, head, timeline }: RoomSnapshot,
  viewer: { userId: string | undefined; isLooking: boolean },
): number | null {
  const [kept, setSeen] = useState(() => initialOf(chatRoomId))
  const seen = kept.chatRoomId === chatRoomId ? kept : initialOf(chatRoomId)
  if (head === null || timeline.state !== 'ready') return seen.afterSeq
  const isNew = head.unread > 0 && seen.unread === 0 && (!seen.isBegun || !viewer.isLooking)
  if (seen.isBegun && seen.unread === head.unread && kept === seen) return seen.afterSeq
  const receipt = head.receipts.find(({ userId }) => userId === viewer.userId)
  const next = {
    chatRoomId,
    isBegun: true,
    unread: head.unread,
    afterSeq: isNew ? (receipt?.lastReadSeq ?? 0) : seen.afterSeq,
  }
  // While rendering, as React has it for what follows from a change: no frame shows the message without its divider.
  setSeen(next)
  return next.afterSeq
}
