import { CalendarDays, Plus, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { EventListing } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { useLoaded } from '../rest/useLoaded.ts'
import { usePages } from '../rest/usePages.ts'
import { Page } from '../shell/Page.tsx'
import { Choices } from '../ui/Choices.tsx'
import { MoreButton } from '../ui/MoreButton.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/State.tsx'
import { EventCard } from './EventCard.tsx'
import { loadUpcoming } from './loadUpcoming.ts'
import { NewEventDialog } from './NewEventDialog.tsx'

type Span = 'upcoming' | 'all'

const SPANS: readonly { value: Span; label: string }[] = [
  { value: 'upcoming', label: 'Upcoming' },
  { value: 'all', label: 'All' },
]

export function EventsPage() {
  const [, navigate] = useLocation()
  const [span, setSpan] = useState<Span>('upcoming')
  const [search, setSearch] = useState('')
  const [isMaking, setMaking] = useState(false)
  const newEvent = (
    <button type="button" className="button primary" onClick={() => setMaking(true)}>
      <Plus size={18} aria-hidden="true" /> New event
    </button>
  )
  return (
    <Page title="Events" actions={newEvent}>
      <div className="filters">
        <SearchField label="Search events" onSearch={setSearch} />
        <Choices legend="Which events" name="span" choices={SPANS} value={span} onChange={(next) => setSpan(next)} />
      </div>
      {span === 'upcoming' ? <Upcoming search={search} /> : <All search={search} />}
      {isMaking ? (
        <NewEventDialog onClose={() => setMaking(false)} onMade={(eventId) => navigate(`/events/${eventId}`)} />
      ) : null}
    </Page>
  )
}

function Upcoming({ search }: { search: string }) {
  const rest = useRest()
  const { loaded, reload } = useLoaded(`upcoming ${search}`, () => loadUpcoming(rest, search))
  if (loaded.state === 'loading') return <Loading rows={4} />
  if (loaded.state === 'failed') return <ErrorState error={loaded.error} retry={reload} />
  return <Cards events={loaded.value} search={search} />
}

function All({ search }: { search: string }) {
  const rest = useRest()
  const list = usePages(`events ${search}`, (page) =>
    rest('listEvents', { query: search === '' ? page : { ...page, search } }),
  )
  const { loaded } = list
  if (loaded.state === 'loading') return <Loading rows={4} />
  if (loaded.state === 'failed') return <ErrorState error={loaded.error} retry={list.reload} />
  return (
    <>
      <Cards events={loaded.value.items} search={search} />
      {loaded.value.hasMore ? <MoreButton more={list.more} loadMore={list.loadMore} /> : null}
    </>
  )
}

function Cards({ events, search }: { events: readonly EventListing[]; search: string }) {
  if (events.length > 0) {
    return (
      <div className="events">
        {events.map((event) => (
          <EventCard key={event._id} event={event} />
        ))}
      </div>
    )
  }
  if (search !== '') {
    return (
      <EmptyState icon={SearchX} title="Nothing found">
        No event has these words. Try fewer or others.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={CalendarDays} title="Nothing planned">
      Plan something: a walk, a dinner, a call. Whoever says they come, you will hear of it.
    </EmptyState>
  )
}
