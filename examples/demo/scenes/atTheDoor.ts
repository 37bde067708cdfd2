import { bodyOf, type Cast, type Chat, type Evening } from '../evening.ts'

const REFUSAL = 'You are not a participant in this room'

/** A third knows the room's id, tries everything, and is told nothing. */
export async function atTheDoor(evening: Evening, { viktor, mira }: Cast, { chatRoomId }: Chat): Promise<void> {
  const { transcript, checks } = evening
  transcript.scene('A third at the door')
  const connection = await viktor.connect()
  const attempts = [
    ['wants to come in', 'join_room', { chatRoomId }],
    ['wants to read along', 'get_history', { chatRoomId, limit: 50, skip: 0 }],
    ['wants a pancake', 'send_message', { chatRoomId, text: 'One for me too!' }],
  ] as const
  const sentences: string[] = []
  for (const [remark, name, payload] of attempts) {
    const outcome = await connection.call(name, payload)
    sentences.push(outcome.ok ? 'let in' : outcome.error.error)
    transcript.line('Viktor', remark)
    transcript.shown('Viktor', `is told: ${sentences.at(-1)}`)
  }
  checks.equal('refused three times', sentences, [REFUSAL, REFUSAL, REFUSAL])

  await connection.settled()
  const received = connection.received.filter(({ event }) => event !== 'notification_subscribed')
  checks.equal('Viktor received nothing of the room', received, [])
  const messages = bodyOf('Mira reads the room', await mira.get(`/api/chat/messages/${chatRoomId}`), 200)
  checks.equal('the room holds four messages, none of them his', messages.length, 4)
  transcript.aside('Viktor shrugs and goes to see what the others have posted.')
}
