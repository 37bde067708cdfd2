import { useCallback, useRef, useState } from 'react'
import { type Loaded, useLoaded } from './useLoaded.ts'

const PAGE = 20 // entries: two or three screens
const PAGE_MAX = 100 // entries, the most that the server gives at once

type Entry = { _id: string }
type Pages<Item> = { items: readonly Item[]; hasMore: boolean }

export type PagedList<Item> = {
  loaded: Loaded<Pages<Item>>
  reload(): void
  change(next: (items: readonly Item[]) => readonly Item[]): void
  /** Loads the next page behind what is there. */
  more: { state: 'idle' | 'loading' } | { state: 'failed'; error: unknown }
  loadMore(): void
}

/** A list that the server pages by `skip`. What was added at its top meanwhile is not shown twice. */
export function usePages<Item extends Entry>(
  key: string,
  loadPage: (page: { skip: string; limit: string }) => Promise<Item[]>,
): PagedList<Item> {
  // Looked at again, a list stays as long as it had become: nobody is thrown back to its first page.
  const wanted = useRef(PAGE)
  const { loaded, reload, change } = useLoaded<Pages<Item>>(key, async () => {
    const items: Item[] = []
    while (items.length < wanted.current) {
      const limit = Math.min(PAGE_MAX, wanted.current - items.length)
      const page = await loadPage({ skip: String(items.length), limit: String(limit) })
      items.push(...page)
      if (page.length < limit) return { items, hasMore: false }
    }
    return { items, hasMore: true }
  })
  const [more, setMore] = useState<PagedList<Item>['more']>({ state: 'idle' })
  const count = loaded.state === 'ready' ? loaded.value.items.length : 0
  wanted.current = Math.max(PAGE, count)

  async function loadMore(): Promise<void> {
    if (more.state === 'loading') return
    setMore({ state: 'loading' })
    try {
      const page = await loadPage({ skip: String(count), limit: String(PAGE) })
      change(({ items }) => {
        const known = new Set(items.map(({ _id }) => _id))
        return { items: [...items, ...page.filter(({ _id }) => !known.has(_id))], hasMore: page.length === PAGE }
      })
      setMore({ state: 'idle' })
    } catch (error) {
      setMore({ state: 'failed', error })
    }
  }

  const changeItems = useCallback(
    (next: (items: readonly Item[]) => readonly Item[]) =>
      change(({ items, hasMore }) => ({ items: next(items), hasMore })),
    [change],
  )
  return { loaded, reload, change: changeItems, more, loadMore: () => void loadMore() }
}
