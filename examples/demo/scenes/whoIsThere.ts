import { bodyOf, type Cast, type Chat, clockTime, type Evening } from '../evening.ts'

/** Somebody leaves and comes back; the other one is told, and the status route says the same. */
export async function whoIsThere(evening: Evening, { mira, jonas, lena }: Cast, chat: Chat): Promise<void> {
  const { transcript, checks } = evening
  transcript.scene('Who is there')
  const status = async () => bodyOf('the status', await mira.get(`/api/users/status/${jonas.id}`), 200)
  const told = () => chat.mira.all('presence').filter(({ userId }) => userId === jonas.id)
  checks.equal('Jonas is online', await status(), { userId: jonas.id, online: true, lastSeen: null })

  const before = chat.mira.all('presence').length
  jonas.leave()
  transcript.line('Jonas', 'closes his laptop')
  transcript.aside('Five seconds of grace, in case it was only a reload …')
  await chat.mira.waitFor('presence', before + 1)
  const offline = told().at(-1)
  transcript.shown('Mira', `sees: Jonas is offline, last seen at ${clockTime(offline.lastSeenAt)}`)
  const { userId, online, lastSeenAt } = offline
  checks.equal('the status route says the same', await status(), { userId, online, lastSeen: lastSeenAt })
  const stranger = bodyOf('the status for Lena', await lena.get(`/api/users/status/${jonas.id}`), 200)
  checks.equal('to Lena, who shares no room with him, he is unknown', stranger, {
    userId,
    online: false,
    lastSeen: null,
  })

  const comesBack = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 300 }
  chat.jonas = await jonas.connect(comesBack)
  transcript.line('Jonas', 'forgot to say good night, and is back')
  await chat.mira.waitFor('presence', before + 2)
  transcript.shown('Mira', 'sees: Jonas is online')
  checks.equal(
    'Mira was told of both, and of nothing else',
    told()
      .slice(-2)
      .map((one) => one.online),
    [false, true],
  )
}
