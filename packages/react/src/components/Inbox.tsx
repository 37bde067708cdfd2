import {
  Bell as BellIcon,
  CalendarCheck,
  CalendarPlus,
  Heart,
  Image,
  type LucideIcon,
  MessageCircle,
} from 'lucide-react'
import { useState } from 'react'
import { useFormats } from '../hooks/useFormats.ts'
import { useInbox } from '../hooks/useInbox.ts'
import { useNow } from '../hooks/useNow.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Notification } from '../types.ts'
import { classNames } from './classNames.ts'
import { Notice } from './Notice.tsx'
import { Skeleton } from './Skeleton.tsx'

const RENEWED_MS = 60_000 // "5 minutes ago" is written in minutes

const ICONS: Record<string, LucideIcon> = {
  LIKE: Heart,
  COMMENT: MessageCircle,
  EVENT_RSVP: CalendarCheck,
  NEW_POST: Image,
  NEW_EVENT: CalendarPlus,
}

export type InboxProps = {
  /** Goes to what a notification is about. It is marked as read by itself. */
  onOpen?: ((notification: Notification) => void) | undefined
}

/**
 * One's notifications, newest first.
 *
 * @example
 * <Inbox onOpen={({ type, referenceId }) => navigate(type === 'EVENT_RSVP' ? `/events/${referenceId}` : `/posts/${referenceId}`)} />
 */
export function Inbox({ onOpen }: InboxProps) {
  const inbox = useInbox()
  const strings = useStrings()
  const { ago, full } = useFormats()
  const now = useNow(RENEWED_MS)
  const [isLoading, setIsLoading] = useState(false)

  function open(notification: Notification): void {
    if (!notification.isRead) void inbox.markRead(notification._id).catch(() => {})
    onOpen?.(notification)
  }

  function loadOlder(): void {
    setIsLoading(true)
    const done = () => setIsLoading(false)
    inbox.loadOlder().then(done, done)
  }

  return (
    <section className="linsta-inbox" aria-label={strings.notifications}>
      <header className="linsta-inbox-header">
        <h2>{strings.notifications}</h2>
        {inbox.unreadCount > 0 && (
          <button type="button" className="linsta-link-button" onClick={() => void inbox.markAllRead().catch(() => {})}>
            {strings.markAllRead}
          </button>
        )}
      </header>
      {inbox.state === 'loading' && <Skeleton kind="rooms" rows={4} />}
      {inbox.state === 'ready' && inbox.notifications.length === 0 && (
        <Notice icon={BellIcon} title={strings.noNotifications} hint={strings.noNotificationsHint} />
      )}
      <ul>
        {inbox.notifications.map((notification) => {
          const Icon = ICONS[notification.type] ?? BellIcon
          return (
            <li key={notification._id}>
              <button
                type="button"
                className={classNames('linsta-notification', !notification.isRead && 'linsta-notification-unread')}
                onClick={() => open(notification)}
              >
                <span className="linsta-notification-icon" aria-hidden="true" data-type={notification.type}>
                  <Icon />
                </span>
                <span className="linsta-notification-text">{notification.message}</span>
                <time dateTime={notification.createdAt} title={full(notification.createdAt)}>
                  {now > 0 && ago(notification.createdAt, now)}
                </time>
                {!notification.isRead && <span role="img" aria-label={strings.unread} className="linsta-unread-dot" />}
              </button>
            </li>
          )
        })}
      </ul>
      {inbox.state === 'ready' && inbox.hasMore && (
        <button type="button" className="linsta-button linsta-inbox-more" disabled={isLoading} onClick={loadOlder}>
          {strings.loadMore}
        </button>
      )}
    </section>
  )
}
