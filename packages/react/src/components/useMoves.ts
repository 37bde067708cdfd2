import { useCallback, useEffect, useState } from 'react'

const SETTLED_MS = 150 // after a jump: the list finds its place row by row as it measures them

/** Scrolls to places, and knows while the list is on its way to one: pages that came meanwhile would move the place. */
export function useMoves() {
  const [moving, setMoving] = useState<object>()
  useEffect(() => {
    if (moving === undefined) return
    const timer = setTimeout(() => setMoving(undefined), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [moving])
  const move = useCallback((scroll: () => void) => {
    setMoving({})
    scroll()
  }, [])
  return { isMoving: moving !== undefined, move }
}
