import { useInbox } from '@linsta/react/hooks'
import { Bell, BellRing, CalendarCheck, Heart, type LucideIcon, MessageSquare } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { sayError } from '../rest/sayError.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { Page } from '../shell/Page.tsx'
import { EmptyState, Loading } from '../ui/State.tsx'
import { Time } from '../ui/Time.tsx'
import { OfferToTell } from './OfferToTell.tsx'
import { placeOf } from './placeOf.ts'

type Notification = ReturnType<typeof useInbox>['notifications'][number]

const ICONS: Readonly<Record<string, LucideIcon>> = { LIKE: Heart, COMMENT: MessageSquare, EVENT_RSVP: CalendarCheck }

export function NotificationsPage() {
  const inbox = useInbox()
  const say = useNotice()
  const attempt = (act: Promise<void>) => act.catch((error: unknown) => say(sayError(error)))
  const readAll =
    inbox.unreadCount === 0 ? null : (
      <button type="button" className="button" onClick={() => void attempt(inbox.markAllRead())}>
        Mark all as read
      </button>
    )
  return (
    <Page title="Notifications" actions={readAll}>
      <OfferToTell />
      {inbox.state === 'loading' ? <Loading rows={4} height="3.5rem" /> : null}
      {inbox.state === 'ready' && inbox.notifications.length === 0 ? (
        <EmptyState icon={Bell} title="Nothing new">
          When somebody likes or comments on your posts, or comes to your events, you read it here.
        </EmptyState>
      ) : null}
      <ul className="rows">
        {inbox.notifications.map((notification) => (
          <li key={notification._id}>
            <Note
              notification={notification}
              onOpen={() => {
                if (!notification.isRead) void attempt(inbox.markRead(notification._id))
              }}
            />
          </li>
        ))}
      </ul>
      {inbox.state === 'ready' && inbox.hasMore ? <Older load={() => attempt(inbox.loadOlder())} /> : null}
    </Page>
  )
}

function Note({ notification, onOpen }: { notification: Notification; onOpen(): void }) {
  const { type, message, isRead, createdAt } = notification
  const Icon = ICONS[type] ?? BellRing
  const place = placeOf(notification)
  const content = (
    <>
      <span className="kind">
        <Icon size={18} aria-hidden="true" />
      </span>
      <span className="told">
        <span className="what">{message}</span>
        <span className="quiet small">
          <Time at={createdAt} />
        </span>
      </span>
      {isRead ? null : (
        <span className="dot">
          <span className="unseen">Unread</span>
        </span>
      )}
    </>
  )
  const className = isRead ? 'note' : 'note unread'
  if (place === undefined) {
    return (
      <button type="button" className={className} onClick={onOpen}>
        {content}
      </button>
    )
  }
  return (
    <Link href={place} className={className} onClick={onOpen}>
      {content}
    </Link>
  )
}

function Older({ load }: { load(): Promise<void> }) {
  const [isBusy, setBusy] = useState(false)
  return (
    <div className="more">
      <button
        type="button"
        className="button"
        aria-disabled={isBusy}
        onClick={() => {
          if (isBusy) return
          setBusy(true)
          void load().finally(() => setBusy(false))
        }}
      >
        {isBusy ? 'Loading …' : 'Show older ones'}
      </button>
    </div>
  )
}
