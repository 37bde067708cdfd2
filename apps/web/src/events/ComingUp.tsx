import { Link } from 'wouter'
import { useRest } from '../rest/RestProvider.tsx'
import { useLoaded } from '../rest/useLoaded.ts'
import { DateLeaf } from './EventCard.tsx'
import { sayWhen } from './eventDate.ts'
import { loadUpcoming } from './loadUpcoming.ts'

const SHOWN = 4 // events beside the feed

/** The next events, soonest first, for beside the feed. */
export function ComingUp() {
  const rest = useRest()
  const { loaded } = useLoaded('coming up', () => loadUpcoming(rest, ''))
  if (loaded.state !== 'ready' || loaded.value.length === 0) return null
  return (
    <section className="aside-box">
      <h2>Coming up</h2>
      {loaded.value.slice(0, SHOWN).map((event) => (
        <Link key={event._id} className="coming" href={`/events/${event._id}`}>
          <DateLeaf date={event.date} />
          <span>
            <bdi className="name">{event.title}</bdi>
            <span className="below quiet small">{sayWhen({ date: event.date?.slice(0, 10) })}</span>
          </span>
        </Link>
      ))}
    </section>
  )
}
