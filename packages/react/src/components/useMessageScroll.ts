import type { RoomSnapshot } from '@linsta/client'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RoomActions } from '../hooks/useRoom.ts'
import { beginsBehind, type Row } from './rows.ts'

const ROW_PX = 44 // a message of one line, until it is measured
const NEAR_ROWS = 8 // rows from the edge at which the next page is fetched: before somebody sees it
const END_PX = 80 // as close counts as being at the end: a line of text does not leave it
const SETTLED_MS = 150 // after a jump: the list finds its place row by row as it measures them
const MARKED_MS = 2_000 // how long a message that was jumped to stands out
const RETRY_MS = 3_000 // after a page that failed: the client has then waited for the connection already
const DAY_SHOWN_MS = 1_200 // how long the day floats after the last scrolling

export type MessageScroll = ReturnType<typeof useMessageScroll>

/**
 * Where in the messages one is: it begins at what is unread or at the end, stays at the end as messages come, stays at
 * what is read as older pages come, and tells what was read.
 */
export function useMessageScroll(parts: {
  room: RoomSnapshot & RoomActions
  rows: readonly Row[]
  /** Where the divider of what is new belongs, which may not be loaded. */
  unreadAfterSeq: number | null
  focusSeq: number | undefined
  /** Somebody looks at the page: what is on screen is read. */
  isPageLookedAt: boolean
  onAtEnd(isAtEnd: boolean): void
}) {
  const { room, rows, unreadAfterSeq, focusSeq, isPageLookedAt, onAtEnd } = parts
  const { chatRoomId, timeline } = room
  const hasMoreBefore = timeline.state === 'ready' && timeline.hasMoreBefore
  const hasMoreAfter = timeline.state === 'ready' && timeline.hasMoreAfter
  const scroller = useRef<HTMLDivElement>(null)
  const [placedRoom, setPlacedRoom] = useState<string>()
  const isPlaced = placedRoom === chatRoomId
  const { isMoving, move } = useMoves()
  const [shownRoom, setShownRoom] = useState<string>()
  const isShown = shownRoom === chatRoomId
  useEffect(() => {
    if (isPlaced && !isMoving) setShownRoom(chatRoomId)
  }, [isPlaced, isMoving, chatRoomId])
  const [kept, keep] = useState<string>()
  const [jump, setJump] = useState<{ seq: number; isAsked: boolean } | undefined>(
    focusSeq === undefined ? undefined : { seq: focusSeq, isAsked: false },
  )
  const [markedKey, setMarkedKey] = useState<string>()
  const keptIndex = kept === undefined ? -1 : rows.findIndex((row) => row.key === kept)

  // A page that is loaded at the end of an older stretch is no news to follow.
  const wasAtLogEnd = useRef(true)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 8,
    scrollPaddingStart: 56,
    anchorTo: 'end',
    followOnAppend: wasAtLogEnd.current,
    scrollEndThreshold: END_PX,
    useFlushSync: false,
    // The one that has the focus stays in the page, or the focus would be lost by scrolling.
    rangeExtractor: (range) => {
      const indices = defaultRangeExtractor(range)
      if (keptIndex < 0 || indices.includes(keptIndex)) return indices
      return [...indices, keptIndex].sort((a, b) => a - b)
    },
  })
  useEffect(() => {
    wasAtLogEnd.current = !hasMoreAfter
  }, [hasMoreAfter])

  const isAtEnd = !hasMoreAfter && (!isPlaced || virtualizer.isAtEnd(END_PX))
  useEffect(() => onAtEnd(isAtEnd), [onAtEnd, isAtEnd])

  // The beginning.
  const [farRoom, setFarRoom] = useState<string>()
  const [isFetchingFar, setIsFetchingFar] = useState(false)
  useLayoutEffect(() => {
    if (isPlaced || timeline.state !== 'ready') return
    const isFar = unreadAfterSeq !== null && hasMoreBefore && beginsBehind(rows, unreadAfterSeq)
    // More is unread than what is loaded: one reads on from where one was. A link goes before that.
    if (isFar && focusSeq === undefined && farRoom !== chatRoomId) {
      setFarRoom(chatRoomId)
      setIsFetchingFar(true)
      const done = () => setIsFetchingFar(false)
      room.loadAround(unreadAfterSeq + 1).then(done, done)
      return
    }
    if (isFetchingFar) return
    const unread = rows.findIndex((row) => row.startsUnread)
    move(() => {
      if (unread >= 0) virtualizer.scrollToIndex(unread, { align: 'start' })
      else virtualizer.scrollToEnd()
    })
    setPlacedRoom(chatRoomId)
  }, [
    isPlaced,
    timeline.state,
    rows,
    virtualizer,
    chatRoomId,
    move,
    unreadAfterSeq,
    hasMoreBefore,
    focusSeq,
    farRoom,
    isFetchingFar,
    room,
  ])

  const loading = usePages({
    room,
    virtualizer,
    isReady: isPlaced && !isMoving && jump === undefined,
    count: rows.length,
  })

  // Links to a message, and answers to one.
  useEffect(() => {
    if (focusSeq !== undefined) setJump({ seq: focusSeq, isAsked: false })
  }, [focusSeq])
  useEffect(() => {
    if (jump === undefined || !isPlaced) return
    const index = rows.findIndex((row) => row.seq !== null && row.seq >= jump.seq)
    const first = rows[0]?.seq ?? 0
    const isLoaded = rows[index]?.seq === jump.seq || (index >= 0 && (first < jump.seq || !hasMoreBefore))
    if (isLoaded || jump.isAsked) {
      if (index >= 0) {
        move(() => virtualizer.scrollToIndex(index, { align: 'center' }))
        setMarkedKey(rows[index]?.key)
      }
      if (isLoaded) setJump(undefined)
    } else {
      setJump({ ...jump, isAsked: true })
      room.loadAround(jump.seq).catch(() => setJump(undefined))
    }
  }, [jump, isPlaced, rows, hasMoreBefore, virtualizer, room, move])
  useEffect(() => {
    if (markedKey === undefined) return
    const timer = setTimeout(() => setMarkedKey(undefined), MARKED_MS)
    return () => clearTimeout(timer)
  }, [markedKey])

  const latestRoom = useRef(room)
  useEffect(() => {
    latestRoom.current = room
  })
  const toEnd = useCallback(() => {
    const { timeline: now, loadNewest } = latestRoom.current
    const isCut = now.state === 'ready' && now.hasMoreAfter
    const go = () => move(() => virtualizer.scrollToEnd())
    // Once the page is rendered.
    if (isCut)
      void loadNewest().then(
        () => requestAnimationFrame(go),
        () => {},
      )
    else go()
  }, [virtualizer, move])

  // A keyboard that comes up, or a field that grows, takes from below: whoever was at the end stays there.
  const wasAtEnd = useRef(isAtEnd)
  useEffect(() => {
    wasAtEnd.current = isAtEnd
  })
  useEffect(() => {
    if (scroller.current === null) return
    const observer = new ResizeObserver(() => {
      if (wasAtEnd.current) virtualizer.scrollToEnd()
    })
    observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [virtualizer])

  // Whoever sends wants to see it.
  const newestOwn = rows.findLast((row) => row.isOwn && row.seq === null)?.key
  const sentBefore = useRef(newestOwn)
  useEffect(() => {
    if (newestOwn === sentBefore.current) return
    sentBefore.current = newestOwn
    if (newestOwn !== undefined) toEnd()
  }, [newestOwn, toEnd])

  // Read is what was on screen while somebody looked.
  const lastVisible = virtualizer.range?.endIndex ?? -1
  const readSeq = isAtEnd ? room.head?.position.seq : rows.slice(0, lastVisible + 1).findLast((row) => row.seq)?.seq
  useEffect(() => {
    if (isShown && isPageLookedAt && readSeq) void room.markRead(readSeq).catch(() => {})
  }, [isShown, isPageLookedAt, readSeq, room])

  const isScrolling = useLater(virtualizer.isScrolling && isShown && !isMoving)
  const topRow = rows[virtualizer.range?.startIndex ?? -1]
  return {
    scroller,
    virtualizer,
    move,
    /** False while it finds its first place: what is shown until then would jump. */
    isPlaced: isShown,
    keep,
    toEnd,
    jumpTo: useCallback((seq: number) => setJump({ seq, isAsked: false }), []),
    markedKey,
    loading,
    /** A time of the day that is at the top, while one scrolls. */
    floatingDay: isScrolling && !isAtEnd && topRow?.startsDay === false ? topRow.createdAt : undefined,
  }
}

/** Scrolls to places, and knows while the list is on its way to one: pages that came meanwhile would move the place. */
function useMoves() {
  const [isMoving, setIsMoving] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const move = useCallback((scroll: () => void) => {
    setIsMoving(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setIsMoving(false), SETTLED_MS)
    scroll()
  }, [])
  return { isMoving, move }
}

type Virtualizer = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>

/** Fetches the page that comes next on either side as one comes near the edge. */
function usePages(parts: {
  room: RoomSnapshot & RoomActions
  virtualizer: Virtualizer
  isReady: boolean
  count: number
}) {
  const { room, virtualizer, isReady, count } = parts
  const { timeline, loadOlder, loadNewer } = room
  const [loading, setLoading] = useState<'older' | 'newer'>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const first = virtualizer.range?.startIndex ?? Number.POSITIVE_INFINITY
  const last = virtualizer.range?.endIndex ?? 0
  const canLoad = isReady && timeline.state === 'ready' && loading === undefined
  const wanted =
    canLoad && timeline.hasMoreBefore && first < NEAR_ROWS
      ? 'older'
      : canLoad && timeline.hasMoreAfter && last >= count - NEAR_ROWS
        ? 'newer'
        : undefined
  useEffect(() => {
    if (wanted === undefined) return
    setLoading(wanted)
    const done = () => setLoading(undefined)
    const load = wanted === 'older' ? loadOlder : loadNewer
    load().then(done, () => {
      timer.current = setTimeout(done, RETRY_MS)
    })
  }, [wanted, loadOlder, loadNewer])
  return loading
}

/** True while `isSo`, and for a moment after. */
function useLater(isSo: boolean): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (isSo) {
      setIsLate(true)
      return
    }
    const timer = setTimeout(() => setIsLate(false), DAY_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isSo])
  return isLate
}
