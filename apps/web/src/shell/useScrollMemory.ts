import { type RefObject, useEffect, useRef } from 'react'

/**
 * A page that one goes to begins at its top, with its title as what a screen reader reads next; one that one comes back
 * to is where it was left.
 * @param main what scrolls
 */
export function useScrollMemory(main: RefObject<HTMLElement | null>, path: string): void {
  const places = useRef(new Map<string, number>())
  const shown = useRef(path)
  const isComingBack = useRef(false)

  useEffect(() => {
    const comeBack = () => {
      isComingBack.current = true
    }
    addEventListener('popstate', comeBack)
    return () => removeEventListener('popstate', comeBack)
  }, [])

  useEffect(() => {
    const element = main.current
    if (element === null) return
    if (shown.current !== path) {
      element.scrollTo(0, isComingBack.current ? (places.current.get(path) ?? 0) : 0)
      element.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true })
    }
    shown.current = path
    isComingBack.current = false
    const keep = () => places.current.set(path, element.scrollTop)
    element.addEventListener('scroll', keep, { passive: true })
    return () => element.removeEventListener('scroll', keep)
  }, [main, path])
}
