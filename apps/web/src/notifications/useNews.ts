import { useInbox } from '@linsta/react/hooks'
import { useEffect, useRef } from 'react'

/**
 * Calls `onNews` when a notification comes, or is taken back, that is about what is on screen: the one sign of what
 * others do there that arrives by itself.
 * @param ids posts or events
 */
export function useNews(ids: readonly string[], onNews: () => void): void {
  const inbox = useInbox()
  const about = inbox.notifications.filter(({ referenceId }) => ids.includes(referenceId))
  const news = inbox.state === 'loading' ? undefined : about.map(({ _id }) => _id).join()
  const latest = useRef(onNews)
  const heard = useRef<{ ids: string; news: string } | undefined>(undefined)
  const shown = ids.join()
  useEffect(() => {
    latest.current = onNews
  })
  useEffect(() => {
    if (news === undefined) return
    const before = heard.current
    heard.current = { ids: shown, news }
    // Of other posts there are other notifications: that is no news.
    if (before?.ids === shown && before.news !== news) latest.current()
  }, [news, shown])
}
