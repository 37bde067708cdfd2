import { useRooms } from '@linsta/react/hooks'
import { useLocation } from 'wouter'
import { sayError } from '../rest/sayError.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'

/** Opens the room with somebody, made if it is not there, and goes to it. */
export function useOpenRoom(): (userId: string) => void {
  const { open } = useRooms()
  const say = useNotice()
  const [, navigate] = useLocation()
  return (userId) => {
    open(userId).then(
      ({ chatRoomId }) => navigate(`/r/${chatRoomId}`),
      (error: unknown) => say(sayError(error)),
    )
  }
}
