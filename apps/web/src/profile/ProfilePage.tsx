import { LogOut } from 'lucide-react'
import { useAccount, useOwnId } from '../account/AccountProvider.tsx'
import { usePermission } from '../notifications/usePermission.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { useLoaded } from '../rest/useLoaded.ts'
import { Page } from '../shell/Page.tsx'
import { ErrorState, Loading } from '../ui/State.tsx'
import { AppearancePanel } from './AppearancePanel.tsx'
import { PrivacyPanel } from './PrivacyPanel.tsx'
import { ProfilePanel } from './ProfilePanel.tsx'

export function ProfilePage() {
  const rest = useRest()
  const { signOut } = useAccount()
  const { loaded, reload, change } = useLoaded(`profile ${useOwnId()}`, () => rest('getProfile'))
  return (
    <Page
      title="You"
      actions={
        <button type="button" className="button" onClick={() => signOut('by_themselves')}>
          <LogOut className="flip-in-rtl" size={18} aria-hidden="true" /> Sign out
        </button>
      }
    >
      <div className="panels">
        {loaded.state === 'loading' ? <Loading rows={1} height="14rem" /> : null}
        {loaded.state === 'failed' ? <ErrorState error={loaded.error} retry={reload} /> : null}
        {loaded.state === 'ready' ? (
          <ProfilePanel person={loaded.value} onSaved={(person) => change(() => person)} />
        ) : null}
        <PrivacyPanel />
        <AppearancePanel />
        <OutsidePanel />
      </div>
    </Page>
  )
}

/** Whether the browser may tell of what is new while the page is out of sight. */
function OutsidePanel() {
  const { permission, ask } = usePermission()
  return (
    <section className="panel" aria-labelledby="outside">
      <h2 id="outside">While you are elsewhere</h2>
      <div className="row">
        <span className="quiet">{SENTENCES[permission]}</span>
        {permission === 'default' ? (
          <button type="button" className="button" onClick={() => void ask()}>
            Turn on
          </button>
        ) : null}
      </div>
    </section>
  )
}

const SENTENCES = {
  default: 'Your browser can tell you of messages and notifications.',
  granted: 'Your browser tells you of messages and notifications.',
  denied: 'Your browser was told not to show notifications. Its settings for this site can change that.',
  unsupported: 'Your browser shows no notifications.',
} as const
