import type { Answer, Person } from '@linsta/testkit'

/** One like or RSVP that somebody makes: done however often it is asked for, once it was acked. */
export type Action = {
  person: Person
  kind: 'like' | 'rsvp'
  /** The post's or event's id. */
  id: string
  /** Whether the server said that it is done. */
  acked: boolean
}

const path = ({ kind, id }: Action) => (kind === 'like' ? `/api/posts/${id}/like` : `/api/events/${id}/rsvp`)

/** Asks for it. Leaves it unacked where the server went away meanwhile. */
export async function attempt(action: Action): Promise<void> {
  let answer: Answer
  try {
    answer = await action.person.post(path(action))
  } catch {
    return // the connection broke: nobody knows whether it was done
  }
  // 409 says that an earlier attempt had been done, though its answer was lost.
  if (answer.status !== 201 && answer.status !== 409) {
    throw new Error(`${action.kind}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  action.acked = true
}

/** Whether the server says that it is done. */
export async function isDone({ person, kind, id }: Action): Promise<boolean> {
  const answer = await person.get(kind === 'like' ? `/api/posts/${id}` : `/api/events/${id}/check-rsvp`)
  if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return kind === 'like' ? answer.body.userLiked : answer.body.hasRsvp
}

/** Something new to like and to register for, by its author. */
export async function publish(author: Person, title: string): Promise<{ postId: string; eventId: string }> {
  const post = await author.post('/api/posts', { caption: title })
  const event = await author.post('/api/events', { title })
  for (const { status, body } of [post, event]) {
    if (status !== 201) throw new Error(`publish: ${status} ${JSON.stringify(body)}`)
  }
  return { postId: post.body._id, eventId: event.body._id }
}
