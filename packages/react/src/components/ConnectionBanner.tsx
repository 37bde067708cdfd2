import type { ConnectionSnapshot } from '@linsta/client'
import { WifiOff } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAnnounce } from '../hooks/useAnnounce.ts'
import { useConnection } from '../hooks/useConnection.ts'
import { useNow } from '../hooks/useNow.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Strings } from '../strings.ts'

const PATIENCE_MS = 1_500 // most connections are there sooner, and a banner that flashes alarms for nothing

/**
 * Tells that there is no connection, why, and when the next try is; nothing while all is well.
 *
 * @example
 * <ConnectionBanner />
 */
export function ConnectionBanner() {
  const connection = useConnection()
  const strings = useStrings()
  const announce = useAnnounce()
  const isDown = connection.state === 'offline' || connection.state === 'connecting'
  const isShown = useIsLate(isDown)
  const now = useNow(1_000, isShown)
  const wasShown = useRef(false)

  const reason = connection.state === 'offline' ? reasonOf(connection, strings) : strings.connecting
  useEffect(() => {
    // Once, and not each second: the countdown is for the eye.
    if (isShown) announce(strings.noConnection)
    else if (wasShown.current) announce(strings.backOnline)
    wasShown.current = isShown
  }, [isShown, announce, strings])

  if (!isShown) return null
  const seconds = connection.state === 'offline' ? Math.ceil((connection.nextTryAt - now) / 1_000) : 0
  const canTry = connection.state === 'offline' && connection.reason !== 'server_closing'
  return (
    <div className="linsta-connection-banner">
      <WifiOff aria-hidden="true" />
      <span>
        {reason} {seconds > 0 && now > 0 && strings.tryingIn(seconds)}
      </span>
      {canTry && (
        <button type="button" className="linsta-link-button" onClick={connection.tryNow}>
          {strings.tryNow}
        </button>
      )}
    </div>
  )
}

/** True once `isSo` has been so for a while. */
function useIsLate(isSo: boolean): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setIsLate(false)
    }
  }, [isSo])
  return isSo && isLate
}

function reasonOf(connection: ConnectionSnapshot & { state: 'offline' }, strings: Strings): string {
  switch (connection.reason) {
    case 'no_token':
    case 'unauthorized':
      return strings.signedOut
    case 'server_closing':
      return strings.serverClosing
    case 'unreachable':
    case 'lost':
      return strings.noConnection
  }
}
