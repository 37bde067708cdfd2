import { useCallback, useSyncExternalStore } from 'react'
import { useClient } from './useClient.ts'

/**
 * One's own id; undefined until the first token is there.
 *
 * @example
 * const isOwn = message.senderId === useUserId()
 */
export function useUserId(): string | undefined {
  const client = useClient()
  const subscribe = useCallback(
    (listener: () => void) => {
      if (client === null) return () => {}
      // It comes with the first token, or, where tokens do not tell, with the first rooms.
      const ends = [client.connection.subscribe(listener), client.rooms.subscribe(listener)]
      return () => {
        for (const end of ends) end()
      }
    },
    [client],
  )
  return useSyncExternalStore(
    subscribe,
    () => client?.userId,
    () => undefined,
  )
}
