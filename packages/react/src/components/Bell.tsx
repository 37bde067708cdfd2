import { Bell as BellIcon } from 'lucide-react'
import { useFormats } from '../hooks/useFormats.ts'
import { useInbox } from '../hooks/useInbox.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { IconButton } from './IconButton.tsx'
import { Inbox, type InboxProps } from './Inbox.tsx'
import { Popover } from './Popover.tsx'

const COUNT_SHOWN_MAX = 99 // a badge is for a glance

/**
 * A bell with how many notifications are unread; it opens the inbox.
 *
 * @example
 * <Bell onOpen={(notification) => navigate(`/posts/${notification.referenceId}`)} />
 */
export function Bell({ onOpen }: InboxProps) {
  const { unreadCount } = useInbox()
  const strings = useStrings()
  const { number } = useFormats()
  return (
    <span className="linsta-bell">
      <Popover
        label={strings.notifications}
        side="below"
        className="linsta-inbox-popover"
        renderButton={(button) => (
          <IconButton icon={BellIcon} label={strings.unreadNotifications(unreadCount)} {...button} />
        )}
      >
        {(close) => (
          <Inbox
            onOpen={(notification) => {
              if (onOpen === undefined) return
              close()
              onOpen(notification)
            }}
          />
        )}
      </Popover>
      {unreadCount > 0 && (
        <span aria-hidden="true" className="linsta-badge linsta-bell-badge">
          {unreadCount > COUNT_SHOWN_MAX ? `${number(COUNT_SHOWN_MAX)}+` : number(unreadCount)}
        </span>
      )}
    </span>
  )
}
