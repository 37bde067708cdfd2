import { CalendarDays, Check, MapPin, MessageCircle, Tag, Trash2, UserRound, Video } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useOwnId } from '../account/AccountProvider.tsx'
import { useOpenRoom } from '../people/useOpenRoom.ts'
import type { EventDetails } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { useLoaded } from '../rest/useLoaded.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { Page } from '../shell/Page.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Person } from '../ui/Person.tsx'
import { ErrorState, Loading } from '../ui/State.tsx'
import { sayWhen } from './eventDate.ts'
import { useRsvp } from './useRsvp.ts'

/** One event: what a notification of an RSVP leads to. */
export function EventPage({ eventId }: { eventId: string }) {
  const rest = useRest()
  const { loaded, reload } = useLoaded(`event ${eventId}`, () => rest('getEvent', { params: { id: eventId } }))
  return (
    <Page
      title={loaded.state === 'ready' ? loaded.value.title : 'Event'}
      back={{ href: '/events', label: 'Back to the events' }}
    >
      {loaded.state === 'loading' ? <Loading rows={2} height="12rem" /> : null}
      {loaded.state === 'failed' ? <ErrorState error={loaded.error} retry={reload} /> : null}
      {loaded.state === 'ready' ? <Details event={loaded.value} /> : null}
    </Page>
  )
}

function Details({ event }: { event: EventDetails }) {
  const isOwn = event.createdBy._id === useOwnId()
  const openRoom = useOpenRoom()
  const { isGoing, attendees, toggle } = useRsvp(event._id)
  return (
    <article className="event">
      {event.coverImage === undefined ? null : <img className="event-cover" src={event.coverImage} alt="" />}
      <ul className="facts">
        <li>
          <CalendarDays size={18} aria-hidden="true" /> {sayWhen(event)}
        </li>
        {event.venue === undefined ? null : (
          <li>
            <MapPin size={18} aria-hidden="true" /> <bdi>{event.venue}</bdi>
          </li>
        )}
        {event.isOnline ? (
          <li>
            <Video size={18} aria-hidden="true" /> <JoinLink link={event.meetingLink} />
          </li>
        ) : null}
        {event.category === undefined ? null : (
          <li>
            <Tag size={18} aria-hidden="true" /> <bdi>{event.category}</bdi>
          </li>
        )}
        <li>
          <UserRound size={18} aria-hidden="true" />
          <span>
            By <bdi className="name">{event.createdBy.name}</bdi>
          </span>
        </li>
      </ul>
      <div className="actions">
        {isGoing === undefined ? null : (
          <button
            type="button"
            className={isGoing ? 'button' : 'button primary'}
            aria-pressed={isGoing}
            onClick={toggle}
          >
            {isGoing ? <Check size={18} aria-hidden="true" /> : null}
            {isGoing ? 'You are going' : 'I am going'}
          </button>
        )}
        {isOwn ? (
          <DeleteButton eventId={event._id} />
        ) : (
          <button type="button" className="button" onClick={() => openRoom(event.createdBy._id)}>
            <MessageCircle size={18} aria-hidden="true" />
            <span>
              Write to <bdi>{event.createdBy.name}</bdi>
            </span>
          </button>
        )}
      </div>
      {event.description === undefined ? null : (
        <p className="text" dir="auto">
          {event.description}
        </p>
      )}
      <section className="going">
        <h2>{sayGoing(attendees?.length ?? event.attendeeCount)}</h2>
        <ul>
          {attendees?.map(({ userId: person }) => (
            <li key={person._id}>
              <Person person={person} size="small" />
            </li>
          ))}
        </ul>
      </section>
    </article>
  )
}

function JoinLink({ link }: { link: string | undefined }) {
  if (link === undefined) return <span>Online</span>
  return (
    <a href={link} target="_blank" rel="noreferrer">
      Join online
    </a>
  )
}

function DeleteButton({ eventId }: { eventId: string }) {
  const rest = useRest()
  const say = useNotice()
  const [, navigate] = useLocation()
  const [isUnwanted, setUnwanted] = useState(false)

  async function remove(): Promise<void> {
    setUnwanted(false)
    try {
      await rest('deleteEvent', { params: { id: eventId } })
      say('The event is deleted')
      navigate('/events')
    } catch (error) {
      say(sayError(error))
    }
  }

  return (
    <>
      <button type="button" className="button danger" onClick={() => setUnwanted(true)}>
        <Trash2 size={18} aria-hidden="true" /> Delete
      </button>
      {isUnwanted ? (
        <ConfirmDialog
          title="Delete this event?"
          label="Delete"
          onConfirm={() => void remove()}
          onClose={() => setUnwanted(false)}
        >
          It disappears for everybody who wanted to come.
        </ConfirmDialog>
      ) : null}
    </>
  )
}

function sayGoing(count: number): string {
  if (count === 0) return 'Nobody has said they come yet'
  return count === 1 ? 'One person is going' : `${count} people are going`
}
