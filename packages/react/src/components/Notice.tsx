import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What stands where there is nothing: why, and what to do. */
export function Notice(props: { icon: LucideIcon; title: string; hint?: string; children?: ReactNode }) {
  const { icon: Icon, title, hint, children } = props
  return (
    <div className="linsta-notice">
      <Icon aria-hidden="true" className="linsta-notice-icon" />
      <p className="linsta-notice-title">{title}</p>
      {hint !== undefined && <p className="linsta-notice-hint">{hint}</p>}
      {children}
    </div>
  )
}
