import { Avatar } from '@linsta/react'
import { MessageSquare, Send, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnId } from '../account/AccountProvider.tsx'
import { useNews } from '../notifications/useNews.ts'
import type { Comment } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { usePages } from '../rest/usePages.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { MoreButton } from '../ui/MoreButton.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/State.tsx'
import { Time } from '../ui/Time.tsx'

/** What people said about a post, newest first. `onCount` hears by how many it became more or less. */
export function Comments({ postId, onCount }: { postId: string; onCount(change: number): void }) {
  const rest = useRest()
  const say = useNotice()
  const list = usePages(`comments ${postId}`, (page) => rest('listComments', { params: { id: postId }, query: page }))
  useNews([postId], list.reload)
  const [text, setText] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy || text.trim() === '') return
    setBusy(true)
    try {
      const comment = await rest('commentOnPost', { params: { id: postId }, body: { text } })
      setText('')
      list.change((comments) => [comment, ...comments])
      onCount(1)
      say('Your comment is there')
    } catch (error) {
      say(sayError(error))
    }
    setBusy(false)
  }

  async function remove({ _id: commentId }: Comment): Promise<void> {
    try {
      await rest('deleteComment', { params: { postId, commentId } })
      list.change((comments) => comments.filter(({ _id }) => _id !== commentId))
      onCount(-1)
      say('The comment is deleted')
    } catch (error) {
      say(sayError(error))
    }
  }

  return (
    <section className="comments" aria-label="Comments">
      <form className="comment-form" onSubmit={(event) => void submit(event)}>
        <div className="field">
          <label className="unseen" htmlFor="comment">
            Write a comment
          </label>
          <textarea
            id="comment"
            className="input"
            rows={1}
            dir="auto"
            maxLength={4_000}
            placeholder="Write a comment"
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            }}
          />
        </div>
        <button
          type="submit"
          className="icon-button"
          aria-label="Send the comment"
          aria-disabled={isBusy || text.trim() === ''}
        >
          <Send className="flip-in-rtl" size={20} aria-hidden="true" />
        </button>
      </form>
      {renderList()}
    </section>
  )

  function renderList() {
    const { loaded } = list
    if (loaded.state === 'loading') return <Loading rows={2} height="3.5rem" />
    if (loaded.state === 'failed') return <ErrorState error={loaded.error} retry={list.reload} />
    const { items, hasMore } = loaded.value
    if (items.length === 0) {
      return (
        <EmptyState icon={MessageSquare} title="No comments yet">
          Say what you think of it.
        </EmptyState>
      )
    }
    return (
      <>
        {items.map((comment) => (
          <CommentLine key={comment._id} comment={comment} onDelete={() => void remove(comment)} />
        ))}
        {hasMore ? <MoreButton more={list.more} loadMore={list.loadMore} /> : null}
      </>
    )
  }
}

function CommentLine({ comment, onDelete }: { comment: Comment; onDelete(): void }) {
  const { user } = comment
  const isOwn = comment.userId === useOwnId()
  return (
    <article className="comment" aria-label={`Comment by ${user.name}`}>
      <Avatar person={user} size="small" />
      <div>
        <div className="said">
          <bdi className="name small">{user.name}</bdi>
          <p className="text" dir="auto">
            {comment.text}
          </p>
        </div>
        <p className="when quiet small">
          <Time at={comment.createdAt} />
        </p>
      </div>
      {isOwn ? (
        <button type="button" className="icon-button" aria-label="Delete this comment" onClick={onDelete}>
          <Trash2 size={16} aria-hidden="true" />
        </button>
      ) : null}
    </article>
  )
}
