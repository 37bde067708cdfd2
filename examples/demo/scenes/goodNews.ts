import type { Person } from '@linsta/testkit'
import { bodyOf, type Cast, type Evening } from '../evening.ts'

type Published = { postId: string; eventId: string }
type Notification = { _id: string; type: string; message: string; referenceId: string }

const messages = (notifications: Notification[]): string[] => notifications.map(({ message }) => message)

const NEWS = ['Jonas liked your post', 'Lena commented on your post', 'Viktor registered for your event']

/** A like, a comment and an RSVP reach an author who is online, and one who comes back later. */
export async function goodNews(evening: Evening, cast: Cast): Promise<void> {
  const { transcript, checks } = evening
  transcript.scene('Good news travels')
  const { mira, ola } = cast
  const mirasPhone = await mira.connect()
  const hers = await publish(evening, mira, { caption: 'First swim of the year', title: 'Pancakes by the lake' })
  for (const [index, react] of reactions(evening, cast, hers).entries()) {
    await react()
    const received = (await mirasPhone.waitFor('notification', index + 1))[index]
    transcript.shown('Mira', `sees at once: ${received.message}`)
  }
  await mirasPhone.settled()
  const received = mirasPhone.all('notification')
  checks.equal('Mira got a like, a comment and an RSVP, once each', messages(received), NEWS)
  mirasPhone.close()

  transcript.scene('… and waits for those who are away')
  const his = await publish(evening, ola, { caption: 'Packed and gone', title: 'Slides from the north' })
  transcript.aside('Ola is on a train, without a connection.')
  for (const react of reactions(evening, cast, his)) await react()
  const olasPhone = await ola.connect()
  transcript.line('Ola', 'is back, and opens the app')
  const { unreadCount } = bodyOf('the unread count', await ola.get('/api/notifications/unread/count'), 200)
  const inbox: Notification[] = bodyOf('the inbox', await ola.get('/api/notifications'), 200)
  transcript.shown('Ola', `sees a ${unreadCount} on the bell`)
  for (const notification of inbox.toReversed()) transcript.shown('Ola', `reads: ${notification.message}`)
  checks.equal('nothing was lost while he was away', messages(inbox.toReversed()), NEWS)
  checks.equal('the bell counted right', unreadCount, 3)
  bodyOf('mark all read', await ola.put('/api/notifications/mark-all/read'), 200)
  const after = bodyOf('the unread count', await ola.get('/api/notifications/unread/count'), 200)
  checks.equal('read is read', after, { unreadCount: 0 })
  olasPhone.close()
}

async function publish(
  { transcript }: Evening,
  author: Person,
  { caption, title }: { caption: string; title: string },
): Promise<Published> {
  const post = bodyOf('the post', await author.post('/api/posts', { caption }), 201)
  transcript.line(author.name, `posts “${caption}”`)
  const event = bodyOf('the event', await author.post('/api/events', { title }), 201)
  transcript.line(author.name, `invites to “${title}”`)
  return { postId: post._id, eventId: event._id }
}

/** What the others do about it, one after the other. */
function reactions({ transcript }: Evening, { jonas, lena, viktor }: Cast, { postId, eventId }: Published) {
  const text = 'I can see the goose bumps from here'
  const act = (who: Person, remark: string, request: { path: string; body?: object }) => async () => {
    bodyOf(`${who.name} ${remark}`, await who.post(request.path, request.body), 201)
    transcript.line(who.name, remark)
  }
  return [
    act(jonas, 'likes the post', { path: `/api/posts/${postId}/like` }),
    act(lena, `comments: ${text}`, { path: `/api/posts/${postId}/comment`, body: { text } }),
    act(viktor, 'is coming', { path: `/api/events/${eventId}/rsvp` }),
  ]
}
