import { Check, Search, UserSearch } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toLinstaError } from '../errors.ts'
import { useRest } from '../hooks/useRest.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import type { Person } from '../types.ts'
import { Avatar } from './Avatar.tsx'
import { Notice } from './Notice.tsx'
import { PresenceDot } from './PresenceDot.tsx'
import { Skeleton } from './Skeleton.tsx'

const PAUSE_MS = 200 // after the last key: as long as it takes to type the next one

type Found =
  | { state: 'idle' | 'searching' }
  | { state: 'found'; people: readonly Person[] }
  | { state: 'failed'; sentence: string }

/** Finds people by name; each one found is a button. */
export function PeopleSearch(props: { onPick(person: Person): void; isPicked?(person: Person): boolean }) {
  const { onPick, isPicked } = props
  const strings = useStrings()
  const [search, setSearch] = useState('')
  const found = usePeople(search.trim())
  return (
    <div className="linsta-people-search">
      <label className="linsta-search">
        <Search aria-hidden="true" />
        <input
          type="search"
          value={search}
          aria-label={strings.searchPeople}
          placeholder={strings.searchPeople}
          onChange={(event) => setSearch(event.target.value)}
        />
      </label>
      <div className="linsta-people">
        {found.state === 'idle' && <Notice icon={UserSearch} title={strings.searchPeopleHint} />}
        {found.state === 'searching' && <Skeleton kind="rooms" rows={3} />}
        {found.state === 'failed' && <p className="linsta-failure">{found.sentence}</p>}
        {found.state === 'found' && found.people.length === 0 && (
          <Notice icon={UserSearch} title={strings.noPersonFound} />
        )}
        {found.state === 'found' && (
          <ul>
            {found.people.map((person) => (
              <li key={person._id}>
                <button
                  type="button"
                  className="linsta-person"
                  aria-pressed={isPicked?.(person)}
                  onClick={() => onPick(person)}
                >
                  <span className="linsta-room-avatar">
                    <Avatar person={person} />
                    <PresenceDot userId={person._id} />
                  </span>
                  <span dir="auto">{person.name}</span>
                  {isPicked?.(person) && <Check aria-hidden="true" />}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function usePeople(search: string): Found {
  const rest = useRest()
  const userId = useUserId()
  const strings = useStrings()
  const [found, setFound] = useState<Found>({ state: 'idle' })
  useEffect(() => {
    if (search === '' || rest === null) return setFound({ state: 'idle' })
    // What was found stays until there is something else: a list that blinks at each key cannot be read.
    setFound((before) => (before.state === 'found' ? before : { state: 'searching' }))
    let isVoid = false
    const show = (next: Found) => {
      if (!isVoid) setFound(next)
    }
    const timer = setTimeout(() => {
      rest('searchPeople', { query: { search } }).then(
        (people) => show({ state: 'found', people: people.filter(({ _id }) => _id !== userId) }),
        (thrown: unknown) => show({ state: 'failed', sentence: strings.error(toLinstaError(thrown)) }),
      )
    }, PAUSE_MS)
    return () => {
      isVoid = true
      clearTimeout(timer)
    }
  }, [search, rest, userId, strings])
  return found
}
