import type { RoomListing } from '@linsta/client'
import { Users } from 'lucide-react'
import { useRoomPeople } from '../hooks/useRoomPeople.ts'
import { Avatar, hueOf } from './Avatar.tsx'
import { classNames } from './classNames.ts'
import { PresenceDot } from './PresenceDot.tsx'

/** The picture of a room: the other one's with their presence, or a group's sign. */
export function RoomAvatar(props: {
  room: Pick<RoomListing, 'chatRoomId' | 'kind' | 'other'>
  size?: 'small' | 'large'
}) {
  const { room, size } = props
  const [other] = useRoomPeople(room)
  if (room.kind === 'direct' && other === undefined) return null
  return (
    <span className="linsta-room-avatar">
      {room.kind === 'direct' && other !== undefined ? (
        <>
          <Avatar person={other} size={size} />
          <PresenceDot userId={other._id} />
        </>
      ) : (
        <span
          aria-hidden="true"
          data-hue={hueOf(room.chatRoomId)}
          className={classNames('linsta-avatar', size && `linsta-avatar-${size}`)}
        >
          <Users />
        </span>
      )}
    </span>
  )
}
