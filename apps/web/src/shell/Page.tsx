import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { usePageTitle } from './TitleProvider.tsx'

/** A page of one column, with `aside` beside it where there is room for it. */
export function Page(props: {
  title: string
  /** Where one came from: the page is one of several there. */
  back?: { href: string; label: string }
  actions?: ReactNode
  aside?: ReactNode
  children: ReactNode
}) {
  const { title, back, actions, aside, children } = props
  usePageTitle(title)
  return (
    <div className={aside === undefined ? 'page single' : 'page'}>
      <div>
        <header className={back === undefined ? 'page-head' : 'page-head sub'}>
          {back === undefined ? null : (
            <Link className="icon-button" href={back.href} aria-label={back.label}>
              <ArrowLeft className="flip-in-rtl" size={20} aria-hidden="true" />
            </Link>
          )}
          <h1 tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {actions}
        </header>
        {children}
      </div>
      {aside === undefined ? null : <aside aria-label="More">{aside}</aside>}
    </div>
  )
}
