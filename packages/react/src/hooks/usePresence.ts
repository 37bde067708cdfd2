import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { Presence } from '../types.ts'
import { useClient } from './useClient.ts'

const unknown = () => undefined

/**
 * Whether somebody is online, and since when not; undefined where it is not known, as of people one shares no room with.
 * Watched while it is used.
 *
 * @example
 * const isOnline = usePresence(userId)?.online === true
 */
export function usePresence(userId: string | undefined): Presence | undefined {
  const presence = useClient()?.presence
  useEffect(() => (userId === undefined ? undefined : presence?.watch([userId])), [presence, userId])
  const subscribe = useCallback((listener: () => void) => presence?.subscribe(listener) ?? (() => {}), [presence])
  return useSyncExternalStore(
    subscribe,
    () => (userId === undefined ? undefined : presence?.getSnapshot().get(userId)),
    unknown,
  )
}
