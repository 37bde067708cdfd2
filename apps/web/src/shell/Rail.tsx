import { Bell, CalendarDays, type LucideIcon, MessageCircle, Newspaper, UserRound } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { Mark } from './Mark.tsx'

type Place = { href: string; label: string; icon: LucideIcon; isHere(path: string): boolean }

const PLACES: readonly Place[] = [
  { href: '/', label: 'Chats', icon: MessageCircle, isHere: (path) => path === '/' || path.startsWith('/r/') },
  { href: '/feed', label: 'Feed', icon: Newspaper, isHere: (path) => path.startsWith('/feed') },
  { href: '/events', label: 'Events', icon: CalendarDays, isHere: (path) => path.startsWith('/events') },
  { href: '/notifications', label: 'Alerts', icon: Bell, isHere: (path) => path === '/notifications' },
  { href: '/profile', label: 'You', icon: UserRound, isHere: (path) => path === '/profile' },
]

/** Where one can go: beside the page, and at its foot on phones. */
export function Rail({ unread }: { unread: Readonly<Record<string, number>> }) {
  const [path] = useLocation()
  return (
    <nav className="rail" aria-label="Main">
      <span className="top">
        <Mark size={32} />
      </span>
      <ul>
        {PLACES.map(({ href, label, icon: Icon, isHere }) => (
          <li key={href}>
            <Link href={href} aria-current={isHere(path) ? 'page' : undefined}>
              <Icon size={22} strokeWidth={1.8} aria-hidden="true" />
              {label}
              <Unread count={unread[href] ?? 0} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Unread({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span className="badge alert">
      {count > 99 ? '99+' : count}
      <span className="unseen"> unread</span>
    </span>
  )
}
