import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  const ends = new AbortController()
  document.addEventListener('visibilitychange', listener, { signal: ends.signal })
  window.addEventListener('focus', listener, { signal: ends.signal })
  window.addEventListener('blur', listener, { signal: ends.signal })
  return () => ends.abort()
}

/** Whether somebody may be looking: the page is visible and has the focus. What is shown then counts as read. */
export const useIsLooking = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => document.visibilityState === 'visible' && document.hasFocus(),
    () => false,
  )
