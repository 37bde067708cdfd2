import { Avatar } from '@linsta/react'
import { type FormEvent, useState } from 'react'
import type { Person } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'

/** One's own name and picture. */
export function ProfilePanel({ person, onSaved }: { person: Person; onSaved(person: Person): void }) {
  const rest = useRest()
  const say = useNotice()
  const [name, setName] = useState(person.name)
  const [picture, setPicture] = useState(person.picture ?? '')
  const [problem, setProblem] = useState('')
  const isChanged = name !== person.name || picture !== (person.picture ?? '')

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!isChanged) return
    setProblem('')
    try {
      onSaved(await rest('setProfile', { body: { name, picture: picture.trim() === '' ? null : picture } }))
      say('Your profile is saved')
    } catch (error) {
      setProblem(sayError(error))
    }
  }

  return (
    <section className="panel" aria-label="Profile">
      <div className="person">
        <Avatar person={person} size="large" />
        <div>
          <h2>
            <bdi>{person.name}</bdi>
          </h2>
          <p className="quiet small">{person.email}</p>
        </div>
      </div>
      <form onSubmit={(event) => void save(event)}>
        <p className="field">
          <label htmlFor="own-name">Name</label>
          <input
            id="own-name"
            className="input"
            dir="auto"
            autoComplete="name"
            maxLength={100}
            required
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </p>
        <p className="field">
          <label htmlFor="own-picture">Address of a picture</label>
          <input
            id="own-picture"
            className="input"
            dir="ltr"
            placeholder="https://"
            value={picture}
            onChange={({ target }) => setPicture(target.value)}
          />
        </p>
        {problem === '' ? null : (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="row">
          <span />
          <button type="submit" className="button primary" aria-disabled={!isChanged}>
            Save
          </button>
        </div>
      </form>
    </section>
  )
}
