import { MessagesSquare, Search } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { useRooms } from '../hooks/useRooms.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import { useLinstaContext } from '../provider/context.ts'
import { Notice } from './Notice.tsx'
import { RoomListItem } from './RoomListItem.tsx'
import { Skeleton } from './Skeleton.tsx'

const SEARCHED_FROM = 6 // rooms: fewer are seen at a glance

export type RoomListProps = {
  /** The room that is open. */
  selectedRoomId?: string | undefined
  onSelect(chatRoomId: string): void
  /** Gives a room's address: rooms are links then, which open in another tab as well. */
  roomHref?: ((chatRoomId: string) => string) | undefined
}

/**
 * The rooms one is in, most recently active first, with what is new in them. Arrow keys go through it.
 *
 * @example
 * <RoomList selectedRoomId={chatRoomId} onSelect={(id) => navigate(`/chat/${id}`)} />
 */
export function RoomList({ selectedRoomId, onSelect, roomHref }: RoomListProps) {
  const { rooms, status } = useRooms()
  const strings = useStrings()
  const userId = useUserId()
  const { directory } = useLinstaContext()
  const [search, setSearch] = useState('')
  const searchId = useId()

  const wanted = search.trim().toLocaleLowerCase()
  const shown = rooms.filter(({ chatRoomId, other }) => {
    const people = other === null ? (directory.peopleOf(chatRoomId) ?? []) : [other]
    return wanted === '' || people.some(({ _id, name }) => _id !== userId && name.toLocaleLowerCase().includes(wanted))
  })
  const isSelectedShown = shown.some(({ chatRoomId }) => chatRoomId === selectedRoomId)

  if (status === 'loading' && rooms.length === 0) return <Skeleton kind="rooms" rows={7} />
  if (rooms.length === 0) return <Notice icon={MessagesSquare} title={strings.noRooms} hint={strings.noRoomsHint} />
  return (
    <div className="linsta-room-list">
      {rooms.length >= SEARCHED_FROM && (
        <label className="linsta-search" htmlFor={searchId}>
          <Search aria-hidden="true" />
          <input
            id={searchId}
            type="search"
            value={search}
            aria-label={strings.searchRooms}
            placeholder={strings.searchRooms}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
      )}
      {shown.length === 0 && <p className="linsta-room-list-none">{strings.noRoomFound}</p>}
      <ul aria-label={strings.rooms} onKeyDown={moveFocus}>
        {shown.map((room, place) => (
          <RoomListItem
            key={room.chatRoomId}
            room={room}
            userId={userId}
            isSelected={room.chatRoomId === selectedRoomId}
            isReachable={isSelectedShown ? room.chatRoomId === selectedRoomId : place === 0}
            href={roomHref?.(room.chatRoomId)}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </div>
  )
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.linsta-room')]
  const place = items.indexOf(document.activeElement as HTMLElement)
  const targets: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }
  const target = targets[event.key]
  if (target === undefined || place < 0) return
  event.preventDefault()
  items[target]?.focus()
}
