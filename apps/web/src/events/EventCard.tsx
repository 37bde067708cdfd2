import { CalendarDays } from 'lucide-react'
import { Link } from 'wouter'
import type { EventListing } from '../rest/entities.ts'
import { leafOf, sayWhen } from './eventDate.ts'

export function EventCard({ event }: { event: EventListing }) {
  const where = event.isOnline ? 'Online' : event.venue
  return (
    <Link className="event-card" href={`/events/${event._id}`}>
      <DateLeaf date={event.date} />
      <div>
        <h2>
          <bdi>{event.title}</bdi>
        </h2>
        <p className="facts quiet small">
          <span>{sayWhen(event)}</span>
          {where === undefined ? null : <bdi>{where}</bdi>}
        </p>
        <p className="quiet small">
          By <bdi>{event.createdBy.name}</bdi>
        </p>
      </div>
      {event.coverImage === undefined ? null : <img className="thumb" src={event.coverImage} alt="" loading="lazy" />}
    </Link>
  )
}

/** A leaf of a calendar. What it shows is said beside it. */
export function DateLeaf({ date }: { date: string | undefined }) {
  if (date === undefined) {
    return (
      <span className="date-leaf" aria-hidden="true">
        <CalendarDays size={28} strokeWidth={1.5} />
      </span>
    )
  }
  const { month, day } = leafOf(date)
  return (
    <span className="date-leaf" aria-hidden="true">
      <span className="month">{month}</span>
      <span className="day">{day}</span>
    </span>
  )
}
