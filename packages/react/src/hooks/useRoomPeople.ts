import type { RoomListing } from '@linsta/client'
import { useEffect, useSyncExternalStore } from 'react'
import { useLinstaContext } from '../provider/context.ts'
import type { Person } from '../types.ts'

const NOBODY: readonly Person[] = []

/**
 * Who is in a room as far as it is known, without loading the room: the other one in a direct room, all participants of
 * a group, oneself among them.
 *
 * @example
 * const names = useRoomPeople(room).map((person) => person.name)
 */
export function useRoomPeople({ chatRoomId, kind, other }: Pick<RoomListing, 'chatRoomId' | 'kind' | 'other'>) {
  const { directory } = useLinstaContext()
  useEffect(() => {
    if (kind === 'group') directory.want(chatRoomId)
  }, [directory, chatRoomId, kind])
  const people = useSyncExternalStore(
    directory.subscribe,
    () => directory.peopleOf(chatRoomId) ?? NOBODY,
    () => NOBODY,
  )
  return kind === 'direct' && other !== null ? [other] : people
}
