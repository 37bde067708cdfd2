import { useCallback, useEffect, useRef, useState } from 'react'
import { useShelf } from './RestProvider.tsx'

export type Loaded<Value> =
  | { state: 'loading' }
  | { state: 'failed'; error: unknown }
  | { state: 'ready'; value: Value }

/**
 * What `load` brings, from the shelf at first if it was there before, and anew when the window is looked at again.
 * @param key what it is, such as `post 65…`: another key is another thing
 */
export function useLoaded<Value>(
  key: string,
  load: () => Promise<Value>,
): { loaded: Loaded<Value>; reload(): void; change(next: (value: Value) => Value): void } {
  const shelf = useShelf()
  const [, redraw] = useState({})
  const failure = useRef<{ key: string; error: unknown } | null>(null)
  const latest = useRef(load)
  latest.current = load
  const changes = useRef(0)
  const isUnderWay = useRef(false)

  const reload = useCallback(() => {
    const changesBefore = changes.current
    isUnderWay.current = true
    latest.current().then(
      (value) => {
        // It may have been read before what was changed here meanwhile.
        if (changes.current !== changesBefore) return reload()
        isUnderWay.current = false
        failure.current = null
        shelf.set(key, value)
        redraw({})
      },
      (error: unknown) => {
        isUnderWay.current = false
        failure.current = { key, error }
        redraw({})
      },
    )
  }, [key, shelf])

  useEffect(() => {
    reload()
    const look = () => {
      // Several of these come at once.
      if (document.visibilityState === 'visible' && !isUnderWay.current) reload()
    }
    document.addEventListener('visibilitychange', look)
    addEventListener('focus', look)
    addEventListener('online', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      removeEventListener('focus', look)
      removeEventListener('online', look)
    }
  }, [reload])

  const change = useCallback(
    (next: (value: Value) => Value) => {
      if (!shelf.has(key)) return
      changes.current += 1
      shelf.set(key, next(shelf.get(key) as Value))
      redraw({})
    },
    [key, shelf],
  )

  return { loaded: toLoaded<Value>(), reload, change }

  function toLoaded<Kept>(): Loaded<Kept> {
    if (shelf.has(key)) return { state: 'ready', value: shelf.get(key) as Kept }
    if (failure.current?.key === key) return { state: 'failed', error: failure.current.error }
    return { state: 'loading' }
  }
}
