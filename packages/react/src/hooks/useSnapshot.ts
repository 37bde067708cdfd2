import type { Subscribable } from '@linsta/client'
import { useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * The snapshot of a part of the client, and `initial` while there is none: on a server, while the page takes over what
 * the server rendered, and before the provider is mounted.
 * @param initial the same reference at every call
 */
export function useSnapshot<Snapshot>(part: Subscribable<Snapshot> | undefined, initial: Snapshot): Snapshot {
  const getInitial = () => initial
  return useSyncExternalStore(part?.subscribe ?? never, part?.getSnapshot ?? getInitial, getInitial)
}
