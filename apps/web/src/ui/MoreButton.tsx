import { useEffect, useRef } from 'react'
import { sayError } from '../rest/sayError.ts'
import type { PagedList } from '../rest/usePages.ts'

const AHEAD = '600px' // before its end is reached, about a screen

/** At the end of a list: loads the next page when it comes near, or when it is pressed. */
export function MoreButton({ more, loadMore }: Pick<PagedList<{ _id: string }>, 'more' | 'loadMore'>) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(loadMore)
  latest.current = loadMore
  const isIdle = more.state === 'idle'
  useEffect(() => {
    const element = end.current
    if (element === null || !isIdle) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current()
      },
      { rootMargin: AHEAD },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isIdle])
  return (
    <div className="more" ref={end}>
      {more.state === 'failed' ? <p className="problem">{sayError(more.error)}</p> : null}
      <button type="button" className="button" aria-disabled={more.state === 'loading'} onClick={loadMore}>
        {more.state === 'loading' ? 'Loading …' : 'Show more'}
      </button>
    </div>
  )
}
