import type { RoomSnapshot } from '@linsta/client'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RoomActions } from '../hooks/useRoom.ts'
import { beginsBehind, type Row } from './rows.ts'
import { RETRY_MS } from './usePages.ts'

/**
 * Where one begins in a room: at what is unread, or at the end. Where more is unread than what is loaded, the page at
 * which one reads on is fetched first; it is not given up, for the end would pass all of it off as read.
 * @param parts.go scrolls to a row, or to the end
 * @returns `isPlaced` once the list was sent there · `isFetching` while its page is on its way
 */
export function useFirstPlace(parts: {
  room: RoomSnapshot & RoomActions
  rows: readonly Row[]
  unreadAfterSeq: number | null
  /** A link to a message: one begins there, and unread pages are not fetched. */
  hasFocus: boolean
  go(to: number | 'end'): void
}): { isPlaced: boolean; isFetching: boolean } {
  const { room, rows, unreadAfterSeq, hasFocus, go } = parts
  const { chatRoomId, head, timeline } = room
  const [placedRoom, setPlacedRoom] = useState<string>()
  const [fetching, setFetching] = useState<{ chatRoomId: string; state: 'coming' | 'came' | 'failed' }>()
  // Effects may run twice: a second page would come over the first one.
  const askedRoom = useRef<string>(undefined)
  const isPlaced = placedRoom === chatRoomId
  const state = fetching?.chatRoomId === chatRoomId ? fetching.state : undefined

  useLayoutEffect(() => {
    // Where one was is in the head, which may come after the messages.
    if (isPlaced || timeline.state !== 'ready' || head === null) return
    const isFar = unreadAfterSeq !== null && timeline.hasMoreBefore && beginsBehind(rows, unreadAfterSeq)
    if (isFar && !hasFocus && state !== 'came') {
      if (askedRoom.current === chatRoomId) return
      askedRoom.current = chatRoomId
      setFetching({ chatRoomId, state: 'coming' })
      room.loadAround(unreadAfterSeq + 1).then(
        () => setFetching({ chatRoomId, state: 'came' }),
        () => setFetching({ chatRoomId, state: 'failed' }),
      )
      return
    }
    const unread = rows.findIndex((row) => row.startsUnread)
    go(unread >= 0 ? unread : 'end')
    setPlacedRoom(chatRoomId)
  })

  useEffect(() => {
    if (state !== 'failed') return
    const timer = setTimeout(() => {
      askedRoom.current = undefined
      setFetching(undefined)
    }, RETRY_MS)
    return () => clearTimeout(timer)
  }, [state])

  return { isPlaced, isFetching: !isPlaced && (state === 'coming' || state === 'failed') }
}
