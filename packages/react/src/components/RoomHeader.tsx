import type { RoomListing } from '@linsta/client'
import { ArrowLeft, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useFormats } from '../hooks/useFormats.ts'
import { useRoomPeople } from '../hooks/useRoomPeople.ts'
import { useRoomTitle } from '../hooks/useRoomTitle.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { GroupDialog } from './GroupDialog.tsx'
import { IconButton } from './IconButton.tsx'
import { PresenceText } from './PresenceText.tsx'
import { RoomAvatar } from './RoomAvatar.tsx'

/**
 * Whose conversation this is, and whether they are there.
 *
 * @example
 * <RoomHeader room={head} onBack={() => navigate('/')} actions={<MuteButton />} />
 */
export function RoomHeader(props: {
  room: Pick<RoomListing, 'chatRoomId' | 'kind' | 'other'>
  /** Shows the way back to the rooms on narrow screens. */
  onBack?: (() => void) | undefined
  /** What stands at the end. */
  actions?: ReactNode
}) {
  const { room, onBack, actions } = props
  const strings = useStrings()
  const { enumeration } = useFormats()
  const title = useRoomTitle(room)
  const people = useRoomPeople(room)
  const [isGroupShown, setIsGroupShown] = useState(false)
  return (
    <header className="linsta-room-header">
      {onBack !== undefined && (
        <IconButton icon={ArrowLeft} label={strings.back} onClick={onBack} className="linsta-back linsta-mirrored" />
      )}
      <RoomAvatar room={room} />
      <div className="linsta-room-header-names">
        <h2 dir="auto">{title}</h2>
        <p>
          {room.kind === 'direct' && room.other !== null ? (
            <PresenceText userId={room.other._id} />
          ) : (
            <span title={enumeration(people.map((person) => person.name))}>
              {people.length > 0 && strings.participants(people.length)}
            </span>
          )}
        </p>
      </div>
      {room.kind === 'group' && (
        <IconButton icon={Users} label={strings.showParticipants} onClick={() => setIsGroupShown(true)} />
      )}
      {actions}
      {isGroupShown && <GroupDialog chatRoomId={room.chatRoomId} onClose={() => setIsGroupShown(false)} />}
    </header>
  )
}
