import type { LucideIcon } from 'lucide-react'
import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { sayError } from '../rest/sayError.ts'

/** What a page says where there is nothing yet, and what to do about it. */
export function EmptyState(props: { icon: LucideIcon; title: string; children: ReactNode; action?: ReactNode }) {
  const { icon: Icon, title, children, action } = props
  return (
    <div className="state">
      <Icon size={32} strokeWidth={1.5} aria-hidden="true" />
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  )
}

export function ErrorState({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="state" role="alert">
      <CloudOff size={32} strokeWidth={1.5} aria-hidden="true" />
      <h2>This did not load</h2>
      <p>{sayError(error)}</p>
      <button type="button" className="button" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

/** The outline of what is about to be there. */
export function Loading({ rows = 3, height = '6rem' }: { rows?: number; height?: string }) {
  return (
    <div className="posts" aria-busy="true">
      <span className="unseen">Loading …</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike.
        <div key={row} className="bone" style={{ blockSize: height }} />
      ))}
    </div>
  )
}
