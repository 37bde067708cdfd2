import { Compass } from 'lucide-react'
import { Link } from 'wouter'
import { EmptyState } from '../ui/State.tsx'
import { Page } from './Page.tsx'

/** An address that is no page of the app. */
export function NotHere() {
  return (
    <Page title="Not here">
      <EmptyState
        icon={Compass}
        title="There is nothing at this address"
        action={
          <Link className="button" href="/">
            To your chats
          </Link>
        }
      >
        The link may be old, or mistyped.
      </EmptyState>
    </Page>
  )
}
