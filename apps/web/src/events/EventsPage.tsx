import { CalendarDays, Plus, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useRest } from '../rest/RestProvider.tsx'
import { usePages } from '../rest/usePages.ts'
import { Page } from '../shell/Page.tsx'
import { Choices } from '../ui/Choices.tsx'
import { MoreButton } from '../ui/MoreButton.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/State.tsx'
import { EventCard } from './EventCard.tsx'
import { NewEventDialog } from './NewEventDialog.tsx'

type Span = 'upcoming' | 'all'

const SPANS: readonly { value: Span; label: string }[] = [
  { value: 'upcoming', label: 'Upcoming' },
  { value: 'all', label: 'All' },
]

export function EventsPage() {
  const rest = useRest()
  const [, navigate] = useLocation()
  const [span, setSpan] = useState<Span>('upcoming')
  const [search, setSearch] = useState('')
  const [isMaking, setMaking] = useState(false)
  const list = usePages(`events ${span} ${search}`, (page) =>
    rest('listEvents', {
      query: {
        ...page,
        ...(span === 'upcoming' ? { upcoming: 'true' } : {}),
        ...(search === '' ? {} : { search }),
      },
    }),
  )
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
      {renderList()}
      {isMaking ? (
        <NewEventDialog onClose={() => setMaking(false)} onMade={(eventId) => navigate(`/events/${eventId}`)} />
      ) : null}
    </Page>
  )

  function renderList() {
    const { loaded } = list
    if (loaded.state === 'loading') return <Loading rows={4} />
    if (loaded.state === 'failed') return <ErrorState error={loaded.error} retry={list.reload} />
    const { items, hasMore } = loaded.value
    if (items.length > 0) {
      return (
        <>
          <div className="events">
            {items.map((event) => (
              <EventCard key={event._id} event={event} />
            ))}
          </div>
          {hasMore ? <MoreButton more={list.more} loadMore={list.loadMore} /> : null}
        </>
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
}
