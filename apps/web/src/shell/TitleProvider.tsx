import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'

const Context = createContext<{ name(page: string): void } | null>(null)

/** The title of the tab: how much is unread, the page, the app. */
export function TitleProvider({ unread, children }: { unread: number; children: ReactNode }) {
  const [page, setPage] = useState('')
  const context = useMemo(() => ({ name: setPage }), [])
  useEffect(() => {
    const count = unread === 0 ? '' : `(${unread > 99 ? '99+' : unread}) `
    document.title = `${count}${page === '' ? '' : `${page} · `}Linsta`
  }, [unread, page])
  return <Context value={context}>{children}</Context>
}

/** Names the page that is shown. */
export function usePageTitle(page: string): void {
  const context = use(Context)
  useEffect(() => context?.name(page), [context, page])
}
