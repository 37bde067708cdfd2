import type { RoomListing } from '@linsta/client'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import { RoomListItem } from './RoomListItem.tsx'

const ROW_PX = 60 // a room, until it is measured
const OVERSCAN_ROWS = 10 // half a screen: it is there before a flick of the finger shows it

export type RoomListProps = {
  /** The room that is open. */
  selectedRoomId?: string | undefined
  /** Takes the focus to this room, once that is on screen: where one came back from, on a narrow screen. */
  focusRoomId?: string | undefined
  onSelect(chatRoomId: string): void
  /** Gives a room's address: rooms are links then, which open in another tab as well. */
  roomHref?: ((chatRoomId: string) => string) | undefined
}

/**
 * Rooms below each other, of which only those on screen are in the page, however many there are. Arrow keys, Home and
 * End go through all of them; Tab stops at one: where one was last, the open one, or the first.
 */
export function RoomRows(props: RoomListProps & { rooms: readonly RoomListing[] }) {
  const { rooms, selectedRoomId, focusRoomId, onSelect, roomHref } = props
  const strings = useStrings()
  const userId = useUserId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(selectedRoomId)
  const [wanted, setWanted] = useState(focusRoomId)
  useChanges(selectedRoomId, setActive)
  useChanges(focusRoomId, (next) => {
    setActive(next)
    setWanted(next)
  })

  const placeOf = (chatRoomId: string | undefined) => rooms.findIndex((room) => room.chatRoomId === chatRoomId)
  const stop = Math.max(0, [active, selectedRoomId].map(placeOf).find((place) => place >= 0) ?? 0)
  const virtualizer = useVirtualizer({
    count: rooms.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rooms[index]?.chatRoomId ?? index,
    overscan: OVERSCAN_ROWS,
    paddingStart: 4,
    paddingEnd: 4,
    scrollPaddingStart: 4,
    scrollPaddingEnd: 4,
    useFlushSync: false,
    // Where Tab stops, and the focus may be, stays in the page.
    rangeExtractor(range) {
      const indices = defaultRangeExtractor(range)
      return indices.includes(stop) ? indices : [...indices, stop].sort((a, b) => a - b)
    },
  })

  // One far off is rendered only after the list was scrolled there, and a list that was hidden only when it is seen.
  useEffect(() => {
    if (wanted === undefined) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-room="${CSS.escape(wanted)}"]`)
    if (row === null || row === undefined) return
    row.focus()
    setWanted(undefined)
  })

  function moveFocus(event: KeyboardEvent): void {
    const targets: Record<string, number> = {
      ArrowDown: stop + 1,
      ArrowUp: stop - 1,
      Home: 0,
      End: rooms.length - 1,
    }
    const target = targets[event.key]
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const index = Math.max(0, Math.min(rooms.length - 1, target))
    virtualizer.scrollToIndex(index, { align: 'auto' })
    setActive(rooms[index]?.chatRoomId)
    setWanted(rooms[index]?.chatRoomId)
  }

  return (
    <div ref={scroller} className="linsta-room-scroller">
      <ul aria-label={strings.rooms} onKeyDown={moveFocus} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const room = rooms[index]
          if (room === undefined) return null
          return (
            <li
              key={room.chatRoomId}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={rooms.length}
              onFocus={() => setActive(room.chatRoomId)}
              style={{ transform: `translateY(${start}px)` }}
            >
              <RoomListItem
                room={room}
                userId={userId}
                isSelected={room.chatRoomId === selectedRoomId}
                isReachable={index === stop}
                href={roomHref?.(room.chatRoomId)}
                onSelect={onSelect}
              />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** Hears of every new value that there is. */
function useChanges<Value>(value: Value | undefined, onChange: (value: Value) => void): void {
  const [before, setBefore] = useState(value)
  if (value !== before) {
    // While rendering, as React has it for what follows from a change.
    setBefore(value)
    if (value !== undefined) onChange(value)
  }
}
