import type { Rooms, RoomsSnapshot } from '@linsta/client'
import { useMemo } from 'react'
import { noClient } from './noClient.ts'
import { useClient } from './useClient.ts'
import { useSnapshot } from './useSnapshot.ts'

const INITIAL: RoomsSnapshot = { status: 'loading', rooms: [], unreadTotal: 0 }

/**
 * All rooms one is in, most recently active first, with `open` and `createGroup`.
 *
 * @example
 * const { rooms, unreadTotal, open } = useRooms()
 */
export function useRooms(): RoomsSnapshot & Pick<Rooms, 'open' | 'createGroup'> {
  const client = useClient()
  const snapshot = useSnapshot(client?.rooms, INITIAL)
  return useMemo(
    () => ({ ...snapshot, open: client?.rooms.open ?? noClient, createGroup: client?.rooms.createGroup ?? noClient }),
    [client, snapshot],
  )
}
