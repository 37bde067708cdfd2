import type { RoomSnapshot } from '@linsta/client'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RoomActions } from '../hooks/useRoom.ts'
import type { Row } from './rows.ts'
import { useFirstPlace } from './useFirstPlace.ts'
import { useMoves } from './useMoves.ts'
import { usePages } from './usePages.ts'

const ROW_PX = 44 // a message of one line, until it is measured
const END_PX = 80 // as close counts as being at the end: a line of text does not leave it
const MARKED_MS = 2_000 // how long a message that was jumped to stands out
const DAY_SHOWN_MS = 1_200 // how long the day floats after the last scrolling

/** On the way to a message. `page`: of the one that has it, where it is not loaded. `isBack`: one was there before. */
type Jump = { seq: number; page?: 'coming' | 'came'; isBack?: true }

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
  const { isMoving, move } = useMoves()
  const [kept, keep] = useState<string>()
  const [jump, setJump] = useState<Jump | undefined>(focusSeq === undefined ? undefined : { seq: focusSeq })
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

  const { isPlaced, isFetching } = useFirstPlace({
    room,
    rows,
    unreadAfterSeq,
    hasFocus: focusSeq !== undefined,
    go: (to) =>
      move(() => (to === 'end' ? virtualizer.scrollToEnd() : virtualizer.scrollToIndex(to, { align: 'start' }))),
  })
  const [shownRoom, setShownRoom] = useState<string>()
  const isShown = shownRoom === chatRoomId
  useEffect(() => {
    if (isPlaced && !isMoving && jump === undefined) setShownRoom(chatRoomId)
  }, [isPlaced, isMoving, jump, chatRoomId])

  const isAtEnd = !hasMoreAfter && (!isPlaced || virtualizer.isAtEnd(END_PX))
  useEffect(() => onAtEnd(isAtEnd), [onAtEnd, isAtEnd])

  const { startIndex: first = Number.POSITIVE_INFINITY, endIndex: last = -1 } = virtualizer.range ?? {}
  const isSettled = isPlaced && !isMoving && jump === undefined
  const loading = usePages({ room, shown: isSettled ? { first, last } : undefined, count: rows.length })

  // Messages that are thrown away, because too much was missed, take nobody away from the older ones they read.
  const readAt = useRef<{ chatRoomId: string; seq: number }>(undefined)
  useEffect(() => {
    if (timeline.state === 'ready' && isSettled) {
      const seq = rows[first]?.seq
      readAt.current = isAtEnd || !seq ? undefined : { chatRoomId, seq }
    } else if (timeline.state === 'loading' && readAt.current?.chatRoomId === chatRoomId) {
      setJump({ seq: readAt.current.seq, isBack: true })
      readAt.current = undefined
    }
  })

  // Links to a message, and answers to one.
  useEffect(() => {
    if (focusSeq !== undefined) setJump({ seq: focusSeq })
  }, [focusSeq])
  useEffect(() => {
    if (jump === undefined || !isPlaced) return
    const index = rows.findIndex((row) => row.seq !== null && row.seq >= jump.seq)
    const firstSeq = rows[0]?.seq ?? 0
    const isLoaded = rows[index]?.seq === jump.seq || (index >= 0 && (firstSeq < jump.seq || !hasMoreBefore))
    if (!isLoaded && jump.page === undefined) {
      setJump({ ...jump, page: 'coming' })
      const end = (asked: Jump | undefined): Jump | undefined => asked && { ...asked, page: 'came' }
      const done = () => setJump((asked) => (asked?.seq === jump.seq ? end(asked) : asked))
      room.loadAround(jump.seq).then(done, done)
    } else if (isLoaded || jump.page === 'came') {
      // What is not there, or could not be had, ends where one is.
      if (index >= 0) {
        move(() => virtualizer.scrollToIndex(index, { align: jump.isBack ? 'start' : 'center' }))
        if (!jump.isBack) setMarkedKey(rows[index]?.key)
      }
      setJump(undefined)
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

  // Read is what was on screen while somebody looked, and not what passes by on the way to somewhere else.
  const isStill = timeline.state === 'ready' && jump === undefined
  const readSeq = isAtEnd ? room.head?.position.seq : rows.slice(0, last + 1).findLast((row) => row.seq)?.seq
  useEffect(() => {
    if (isShown && isStill && isPageLookedAt && readSeq) void room.markRead(readSeq).catch(() => {})
  }, [isShown, isStill, isPageLookedAt, readSeq, room])

  const isScrolling = useLater(virtualizer.isScrolling && isShown && !isMoving)
  const topRow = rows[first]
  return {
    scroller,
    virtualizer,
    move,
    /** While it finds its first place: what was shown until then would jump. */
    isHidden: timeline.state === 'ready' && !isShown,
    /** What it is to show first is on its way. */
    isFetching: isFetching || (!isShown && jump?.page === 'coming'),
    keep,
    toEnd,
    jumpTo: useCallback((seq: number) => setJump({ seq }), []),
    markedKey,
    loading,
    /** A time of the day that is at the top, while one scrolls. */
    floatingDay: isScrolling && !isAtEnd && topRow?.startsDay === false ? topRow.createdAt : undefined,
  }
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
