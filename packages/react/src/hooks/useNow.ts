import { useEffect, useState } from 'react'

/**
 * The time, anew each `periodMs` milliseconds while `isRunning`. Zero until it was first rendered in a browser: a server's
 * clock is no good there.
 */
export function useNow(periodMs: number, isRunning = true): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (!isRunning) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), periodMs)
    return () => clearInterval(timer)
  }, [periodMs, isRunning])
  return now
}
