import type { RoomSnapshot } from '@linsta/client'
import { useCallback, useEffect, useMemo } from 'react'
import { useLinstaContext } from '../provider/context.ts'
import type { Person } from '../types.ts'

/** Finds people of an open room by id, also those who left it, and lets lists know who is in it. */
export function usePeopleOf({ chatRoomId, head, participants }: RoomSnapshot): (userId: string) => Person | undefined {
  const { directory } = useLinstaContext()
  const people = useMemo(() => participants.map(({ user }) => user), [participants])
  useEffect(() => {
    if (people.length > 0) directory.learn(chatRoomId, people)
  }, [directory, chatRoomId, people])
  const other = head?.other
  return useCallback(
    (userId) => {
      if (other?._id === userId) return other
      return people.find((person) => person._id === userId) ?? directory.personOf(userId)
    },
    [directory, people, other],
  )
}
