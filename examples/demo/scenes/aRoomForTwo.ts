import { type Cast, type Chat, call, type Evening } from '../evening.ts'

const LINES = [
  ['Mira', 'The lake is finally warm. Saturday?'],
  ['Jonas', 'Only if you bring the pancakes.'],
  ['Mira', 'Blueberry or apple?'],
  ['Jonas', 'Is that even a question? 🫐'],
] as const

/** Two open a room, and each of them sees what the other says. */
export async function aRoomForTwo(evening: Evening, { mira, jonas }: Cast): Promise<Chat> {
  const { transcript, checks } = evening
  transcript.scene('A room for two')
  const chatRoomId = await mira.roomWith(jonas)
  const comesBack = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 300 }
  const chat: Chat = { chatRoomId, mira: await mira.connect(comesBack), jonas: await jonas.connect(comesBack) }
  for (const connection of [chat.mira, chat.jonas]) await call(connection, 'join_room', { chatRoomId })

  for (const [index, [who, text]] of LINES.entries()) {
    const [sender, other, reader] = who === 'Mira' ? [chat.mira, chat.jonas, 'Jonas'] : [chat.jonas, chat.mira, 'Mira']
    transcript.line(who, text)
    await call(sender, 'send_message', { chatRoomId, text })
    const received = (await other.waitFor('receive_message', index + 1))[index]
    transcript.shown(reader, `reads it, message ${received.seq}`)
  }

  const expected = LINES.map(([, text], index) => [index + 1, text])
  for (const [name, connection] of [
    ['Mira', chat.mira],
    ['Jonas', chat.jonas],
  ] as const) {
    await connection.settled()
    const seen = connection.all('receive_message').map(({ seq, text }) => [seq, text])
    checks.equal(`${name} saw all ${LINES.length}, each once and in order`, seen, expected)
  }
  return chat
}
