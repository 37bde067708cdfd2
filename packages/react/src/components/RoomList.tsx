import { MessagesSquare, Search } from 'lucide-react'
import { useId, useState } from 'react'
import { useRooms } from '../hooks/useRooms.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import { useLinstaContext } from '../provider/context.ts'
import { Notice } from './Notice.tsx'
import { type RoomListProps, RoomRows } from './RoomRows.tsx'
import { Skeleton } from './Skeleton.tsx'
import { StartConversationDialog } from './StartConversation.tsx'

const SEARCHED_FROM = 6 // rooms: fewer are seen at a glance

/**
 * The rooms one is in, most recently active first, with what is new in them. Arrow keys go through them,
 * and only those on screen are in the page. It fills the height it is given.
 *
 * @example
 * <RoomList selectedRoomId={chatRoomId} onSelect={(id) => navigate(`/chat/${id}`)} />
 */
export function RoomList(props: RoomListProps) {
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

  if (status === 'loading' && rooms.length === 0) return <Skeleton kind="rooms" rows={7} />
  if (rooms.length === 0) return <NoRooms onOpen={props.onSelect} />
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
      <RoomRows {...props} rooms={shown} />
    </div>
  )
}

function NoRooms({ onOpen }: { onOpen(chatRoomId: string): void }) {
  const strings = useStrings()
  const [isStarting, setIsStarting] = useState(false)
  return (
    <Notice icon={MessagesSquare} title={strings.noRooms} hint={strings.noRoomsHint}>
      <button type="button" className="linsta-button" onClick={() => setIsStarting(true)}>
        {strings.findSomebody}
      </button>
      {isStarting && <StartConversationDialog onOpen={onOpen} onClose={() => setIsStarting(false)} />}
    </Notice>
  )
}
