import { useAnnounce } from '@linsta/react/hooks'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'

const SHOWN_MS = 5_000 // as long as it takes to read a sentence twice

const Context = createContext<((sentence: string) => void) | null>(null)

/** Says what just happened, to eyes at the foot of the page and to screen readers by the one live region. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const announce = useAnnounce()
  const [notice, setNotice] = useState<{ sentence: string } | null>(null)
  const say = useCallback(
    (sentence: string) => {
      setNotice({ sentence })
      announce(sentence)
    },
    [announce],
  )
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(() => setNotice(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <Context value={say}>
      {children}
      <div className="notice" aria-hidden="true">
        {notice === null ? null : <p>{notice.sentence}</p>}
      </div>
    </Context>
  )
}

/** @throws Error outside `NoticeProvider` */
export function useNotice(): (sentence: string) => void {
  const say = use(Context)
  if (say === null) throw new Error('useNotice is used outside NoticeProvider')
  return say
}
