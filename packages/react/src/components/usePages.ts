import type { RoomSnapshot } from '@linsta/client'
import { useEffect, useState } from 'react'
import type { RoomActions } from '../hooks/useRoom.ts'

const NEAR_ROWS = 8 // rows from the edge at which the next page is fetched: before somebody sees it
export const RETRY_MS = 3_000 // after a page that failed: the client has then waited for the connection already

/**
 * Fetches the page that comes next on either side as one comes near the edge.
 * @param parts.shown the first and the last row on screen; undefined while that is not settled
 * @returns what is on its way
 */
export function usePages(parts: {
  room: RoomSnapshot & RoomActions
  shown: { first: number; last: number } | undefined
  count: number
}): 'older' | 'newer' | undefined {
  const { room, shown, count } = parts
  const { timeline, loadOlder, loadNewer } = room
  const [loading, setLoading] = useState<'older' | 'newer'>()
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    if (!hasFailed) return
    const timer = setTimeout(() => {
      setFailed(false)
      setLoading(undefined)
    }, RETRY_MS)
    return () => clearTimeout(timer)
  }, [hasFailed])
  const wanted = loading === undefined ? wantedPage() : undefined
  useEffect(() => {
    if (wanted === undefined) return
    setLoading(wanted)
    const load = wanted === 'older' ? loadOlder : loadNewer
    load().then(
      () => setLoading(undefined),
      () => setFailed(true),
    )
  }, [wanted, loadOlder, loadNewer])
  return loading

  function wantedPage() {
    if (shown === undefined || timeline.state !== 'ready') return undefined
    if (timeline.hasMoreBefore && shown.first < NEAR_ROWS) return 'older'
    return timeline.hasMoreAfter && shown.last >= count - NEAR_ROWS ? 'newer' : undefined
  }
}
