import type { LinstaClient } from '@linsta/client'
import { useSyncExternalStore } from 'react'
import { useLinstaContext } from '../provider/context.ts'

const none = () => null

/**
 * The client itself, for what no hook covers. Null on a server and until the provider is mounted.
 *
 * @example
 * const client = useClient()
 * const open = async (userId: string) => show((await client?.rooms.open(userId))?.chatRoomId)
 */
export function useClient(): LinstaClient | null {
  const { holder } = useLinstaContext()
  return useSyncExternalStore(holder.subscribe, holder.getSnapshot, none)
}
