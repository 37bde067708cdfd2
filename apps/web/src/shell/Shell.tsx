import { ConnectionBanner, useConnection, useInbox, useRooms } from '@linsta/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useAccount } from '../account/AccountProvider.tsx'
import { TellOutside } from '../notifications/TellOutside.tsx'
import { NoticeProvider } from './NoticeProvider.tsx'
import { Rail } from './Rail.tsx'
import { TitleProvider } from './TitleProvider.tsx'
import { useScrollMemory } from './useScrollMemory.ts'

/** What stands around every page: where one can go, what is unread, what just happened. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation()
  const { unreadTotal } = useRooms()
  const { unreadCount } = useInbox()
  const main = useRef<HTMLElement>(null)
  useScrollMemory(main, path)
  useSignOutWithToken()

  const isChats = path === '/' || path.startsWith('/r/')
  return (
    <NoticeProvider>
      <TitleProvider unread={unreadTotal + unreadCount}>
        <a className="skip unseen button" href="#main">
          Skip to the page
        </a>
        <div className={path.startsWith('/r/') ? 'shell reading' : 'shell'}>
          <Rail unread={{ '/': unreadTotal, '/notifications': unreadCount }} />
          <main id="main" ref={main} tabIndex={-1} className={isChats ? 'main fixed' : 'main'}>
            {/* The conversations bring their own line about the connection. */}
            {isChats ? null : <ConnectionBanner />}
            {children}
          </main>
        </div>
        <TellOutside />
      </TitleProvider>
    </NoticeProvider>
  )
}

/** The server refuses the token: it ran out, or is of a server that forgot its secret. */
function useSignOutWithToken(): void {
  const connection = useConnection()
  const { signOut } = useAccount()
  const isRefused = connection.state === 'offline' && connection.reason === 'unauthorized'
  useEffect(() => {
    if (isRefused) signOut('token_ended')
  }, [isRefused, signOut])
}
