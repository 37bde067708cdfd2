import type { ConnectionSnapshot } from '@linsta/client'
import { useMemo } from 'react'
import { useClient } from './useClient.ts'
import { useSnapshot } from './useSnapshot.ts'

const INITIAL: ConnectionSnapshot = { state: 'connecting' }

/**
 * Whether one is connected, why not, when the next try is, and `tryNow`.
 *
 * @example
 * const connection = useConnection()
 * if (connection.state === 'offline') return <button onClick={connection.tryNow}>Try now</button>
 */
export function useConnection(): ConnectionSnapshot & { tryNow(): void } {
  const client = useClient()
  const snapshot = useSnapshot(client?.connection, INITIAL)
  return useMemo(() => ({ ...snapshot, tryNow: () => client?.connection.tryNow() }), [client, snapshot])
}
