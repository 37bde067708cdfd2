import { ImagePlus } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import type { Post } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'

const CAPTION_MAX = 4_000 // UTF-16 units, the server's bound

/** Writes a post, with a picture by its address if there is one. */
export function PostComposer({ eventId, onPosted }: { eventId?: string; onPosted(post: Post): void }) {
  const rest = useRest()
  const [caption, setCaption] = useState('')
  const [picture, setPicture] = useState('')
  const [hasPicture, setHasPicture] = useState(false)
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const address = useRef<HTMLInputElement>(null)
  const isEmpty = caption.trim() === ''

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy || isEmpty) return
    setBusy(true)
    setProblem('')
    try {
      const media = picture.trim() === '' ? [] : [{ url: picture.trim(), type: 'image' }]
      onPosted(await rest('createPost', { body: { caption, media, ...(eventId === undefined ? {} : { eventId }) } }))
      setCaption('')
      setPicture('')
      setHasPicture(false)
    } catch (error) {
      setProblem(sayError(error))
    }
    setBusy(false)
  }

  return (
    <form className="composer" onSubmit={(event) => void submit(event)}>
      <label className="unseen" htmlFor="caption">
        What do you want to share?
      </label>
      <textarea
        id="caption"
        className="input"
        dir="auto"
        rows={1}
        maxLength={CAPTION_MAX}
        placeholder="What do you want to share?"
        value={caption}
        onChange={({ target }) => setCaption(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
      {hasPicture ? (
        <p className="field">
          <label htmlFor="picture">Address of the picture</label>
          <input
            id="picture"
            ref={address}
            className="input"
            type="url"
            dir="ltr"
            placeholder="https://"
            value={picture}
            onChange={({ target }) => setPicture(target.value)}
          />
        </p>
      ) : null}
      {URL.canParse(picture) ? <img className="preview" src={picture} alt="As it will be shown" /> : null}
      {problem === '' ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="actions">
        <button
          type="button"
          className="icon-button"
          aria-label="Add a picture"
          aria-expanded={hasPicture}
          onClick={() => {
            setHasPicture(!hasPicture)
            setPicture('')
            if (!hasPicture) requestAnimationFrame(() => address.current?.focus())
          }}
        >
          <ImagePlus size={20} aria-hidden="true" />
        </button>
        <button type="submit" className="button primary" aria-disabled={isBusy || isEmpty}>
          {isBusy ? 'Posting …' : 'Post'}
        </button>
      </div>
    </form>
  )
}
