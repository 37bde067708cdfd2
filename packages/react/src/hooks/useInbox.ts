import type { Inbox, InboxSnapshot } from '@linsta/client'
import { useMemo } from 'react'
import { noClient } from './noClient.ts'
import { useClient } from './useClient.ts'
import { useSnapshot } from './useSnapshot.ts'

const INITIAL: InboxSnapshot = { state: 'loading', notifications: [], unreadCount: 0 }

/**
 * One's notifications, newest first, how many are unread, and what to do with them.
 *
 * @example
 * const { notifications, unreadCount, markAllRead } = useInbox()
 */
export function useInbox(): InboxSnapshot & Pick<Inbox, 'markRead' | 'markAllRead' | 'loadOlder'> {
  const inbox = useClient()?.inbox
  const snapshot = useSnapshot(inbox, INITIAL)
  return useMemo(
    () => ({
      ...snapshot,
      markRead: inbox?.markRead ?? noClient,
      markAllRead: inbox?.markAllRead ?? noClient,
      loadOlder: inbox?.loadOlder ?? noClient,
    }),
    [inbox, snapshot],
  )
}
