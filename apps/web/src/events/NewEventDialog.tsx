import { type FormEvent, useState } from 'react'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { Dialog } from '../ui/Dialog.tsx'

/** Plans an event. `onMade` gets its id. */
export function NewEventDialog({ onClose, onMade }: { onClose(): void; onMade(eventId: string): void }) {
  const rest = useRest()
  const [isOnline, setOnline] = useState(false)
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    const form = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = String(form.get(name) ?? '').trim()
      return value === '' ? {} : { [name]: value }
    }
    setBusy(true)
    setProblem('')
    try {
      const made = await rest('createEvent', {
        body: {
          title: String(form.get('title') ?? ''),
          isOnline,
          ...dateOf(String(form.get('date') ?? '')),
          ...text('description'),
          ...text('venue'),
          ...text('meetingLink'),
          ...text('coverImage'),
        },
      })
      onMade(made._id)
    } catch (error) {
      setProblem(sayError(error))
      setBusy(false)
    }
  }

  return (
    <Dialog title="New event" onClose={onClose}>
      <form className="panels" onSubmit={(event) => void submit(event)}>
        <p className="field">
          <label htmlFor="title">Title</label>
          <input id="title" name="title" className="input" dir="auto" maxLength={200} required />
        </p>
        <p className="field">
          <label htmlFor="date">When</label>
          <input id="date" name="date" type="datetime-local" className="input" />
        </p>
        <label className="switch">
          It takes place online
          <input
            type="checkbox"
            role="switch"
            aria-checked={isOnline}
            checked={isOnline}
            onChange={({ target }) => setOnline(target.checked)}
          />
        </label>
        {isOnline ? (
          <p className="field">
            <label htmlFor="meetingLink">Link to join</label>
            <input id="meetingLink" name="meetingLink" type="url" dir="ltr" className="input" placeholder="https://" />
          </p>
        ) : (
          <p className="field">
            <label htmlFor="venue">Where</label>
            <input id="venue" name="venue" className="input" dir="auto" maxLength={500} />
          </p>
        )}
        <p className="field">
          <label htmlFor="description">What is planned</label>
          <textarea id="description" name="description" className="input" dir="auto" rows={3} maxLength={10_000} />
        </p>
        <p className="field">
          <label htmlFor="coverImage">Address of a picture</label>
          <input id="coverImage" name="coverImage" type="url" dir="ltr" className="input" placeholder="https://" />
        </p>
        {problem === '' ? null : (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" aria-disabled={isBusy}>
            {isBusy ? 'One moment …' : 'Plan it'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** The moment that was picked, in UTC: the field knows this device's time zone alone. */
const dateOf = (local: string): { date?: string } => (local === '' ? {} : { date: new Date(local).toISOString() })
