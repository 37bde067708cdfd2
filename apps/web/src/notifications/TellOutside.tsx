import { useInbox, useRooms, useUserId } from '@linsta/react/hooks'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { placeOf } from './placeOf.ts'

/**
 * Tells of what is new by the browser's own notifications, while nobody looks at the page and if they were allowed.
 * Tabs name it alike, so that it is shown once.
 */
export function TellOutside() {
  const { notifications } = useInbox()
  const { rooms, status } = useRooms()
  const ownId = useUserId()
  const [, navigate] = useLocation()
  const told = useRef<Set<string> | null>(null)

  useEffect(() => {
    if (status !== 'current') return
    const news = [
      ...notifications.flatMap((notification) =>
        notification.isRead
          ? []
          : [
              {
                tag: notification._id,
                title: notification.message,
                body: '',
                place: placeOf(notification) ?? '/notifications',
              },
            ],
      ),
      ...rooms.flatMap(({ chatRoomId, preview, unread, other }) =>
        preview === null || unread === 0 || preview.deleted || preview.senderId === ownId
          ? []
          : [
              {
                tag: preview.messageId,
                title: other?.name ?? 'New message',
                body: preview.text,
                place: `/r/${chatRoomId}`,
              },
            ],
      ),
    ]
    const known = told.current
    told.current = new Set([...(known ?? []), ...news.map(({ tag }) => tag)])
    // What was there when the page opened is no news.
    if (known === null || !canTell()) return
    for (const { tag, title, body, place } of news) {
      if (known.has(tag)) continue
      const shown = new Notification(title, { tag, body, icon: '/icon.svg' })
      shown.onclick = () => {
        window.focus()
        navigate(place)
        shown.close()
      }
    }
  }, [notifications, rooms, status, ownId, navigate])
  return null
}

const canTell = (): boolean =>
  document.visibilityState === 'hidden' && 'Notification' in window && Notification.permission === 'granted'
