import type { RoomListing } from '@linsta/client'
import { useFormats } from './useFormats.ts'
import { useRoomPeople } from './useRoomPeople.ts'
import { useStrings } from './useStrings.ts'
import { useUserId } from './useUserId.ts'

const NAMES_MAX = 3 // names in a group's title; the others are counted

/**
 * What a room is called: the other one's name, or the names of a group's people.
 *
 * @example
 * <h2>{useRoomTitle(room)}</h2>
 */
export function useRoomTitle(room: Pick<RoomListing, 'chatRoomId' | 'kind' | 'other'>): string {
  const strings = useStrings()
  const { enumeration, number } = useFormats()
  const userId = useUserId()
  const others = useRoomPeople(room).filter((person) => person._id !== userId)
  if (room.kind === 'direct') return others[0]?.name || others[0]?._id || ''
  if (others.length === 0) return strings.emptyGroup
  const names = others.slice(0, NAMES_MAX).map((person) => person.name || person._id)
  const left = others.length - names.length
  return enumeration(left > 0 ? [...names, `+${number(left)}`] : names)
}
