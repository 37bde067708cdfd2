import type { Connection, Person } from '@linsta/testkit'
import { bodyOf, type Cast, type Chat, call, type Evening } from '../evening.ts'
import { createWriter, type Send, type Writer } from '../writer.ts'

const ACKED_BEFORE_KILL = 24 // of both together: few enough to pass the limits that a server has

const bySeq = (one: Send, other: Send) => (one.acked?.seq ?? 0) - (other.acked?.seq ?? 0)

type Stored = { _id: string; seq: number; text: string }

/** The server is killed in mid-conversation and started again: nothing acked is missing, nothing is there twice. */
export async function lightsOut(evening: Evening, { mira, jonas }: Cast, chat: Chat): Promise<void> {
  const { server, transcript, checks } = evening
  const { chatRoomId } = chat
  transcript.scene('Lights out')
  const before = await readRoom(mira, chatRoomId)
  const writers = [createWriter(chat, 'Mira', chat.mira), createWriter(chat, 'Jonas', chat.jonas)]
  transcript.line('Mira', 'So, who brings what on Saturday?')
  transcript.line('Jonas', 'Let us both write it down. Now!')

  const gone = Promise.all([untilGone(chat.mira), untilGone(chat.jonas)])
  await untilAcked(writers, ACKED_BEFORE_KILL)
  const killed = server.kill('SIGKILL')
  await Promise.all([killed, gone])
  const sends = writers.flatMap(({ sent }) => sent)
  const acked = sends.filter((send) => send.acked !== undefined)
  const open = sends.filter((send) => send.acked === undefined)
  const firstThree = writers.flatMap(({ sent }) => sent.slice(0, 3)).filter((send) => send.acked !== undefined)
  for (const { who, text } of firstThree.toSorted(bySeq)) transcript.line(who, text)
  transcript.aside(
    `… and so on. ${acked.length} are acknowledged, ${open.length} on their way, when somebody kills the server.`,
  )

  const back = Promise.all([untilBack(chat.mira), untilBack(chat.jonas)])
  const startedAt = performance.now()
  await server.start()
  transcript.aside(
    `It is started again on the same folder, and ready after ${Math.round(performance.now() - startedAt)} ms.`,
  )
  await back
  transcript.line('Mira', 'is back by herself')
  transcript.line('Jonas', 'so is he')

  const survived = await readRoom(mira, chatRoomId)
  const storedIds = new Map(survived.map(({ _id, seq }) => [_id, seq]))
  const missing = acked.filter((send) => send.acked && storedIds.get(send.acked._id) !== send.acked.seq)
  checks.equal('nothing acknowledged is missing, and all stands where it stood', missing, [])
  checks.equal('what was said before is there as it was', survived.slice(0, before.length), before)

  const storedUnacked = open.filter(({ text }) => survived.some((stored) => stored.text === text)).length
  transcript.aside(
    `Of the ${open.length} without an answer ${storedUnacked} had been stored. Nobody knows which: all are sent again.`,
  )
  await Promise.all(writers.map((writer) => writer.sendAgain()))
  const repeats = await Promise.all(writers.map((writer) => writer.repeatOne()))
  checks.equal(
    'what is sent once too often gets its first answer again',
    repeats.map(({ again }) => again?._id),
    repeats.map(({ first }) => first?._id),
  )
  const all = await readRoom(jonas, chatRoomId)
  const expected = [...before.map(({ text }) => text), ...sends.map(({ text }) => text)]
  checks.equal('every message is there exactly once', all.map(({ text }) => text).toSorted(), expected.toSorted())
  checks.equal(
    'in one order without a gap',
    all.map(({ seq }) => seq),
    all.map((_, index) => index + 1),
  )
  for (const { name, sent } of writers) {
    const inTheRoom = all.filter(({ text }) => sent.some((send) => send.text === text)).map(({ text }) => text)
    checks.equal(
      `${name}'s in the order of writing`,
      inTheRoom,
      sent.map(({ text }) => text),
    )
  }

  await sayGoodNight(evening, chat)
}

async function sayGoodNight({ transcript, checks }: Evening, { chatRoomId, mira, jonas }: Chat): Promise<void> {
  for (const connection of [mira, jonas]) await call(connection, 'join_room', { chatRoomId })
  const seen = mira.all('receive_message').length
  transcript.line('Jonas', 'Good night, Mira.')
  await call(jonas, 'send_message', { chatRoomId, text: 'Good night, Mira.' })
  const received = (await mira.waitFor('receive_message', seen + 1))[seen]
  transcript.shown('Mira', `reads it, message ${received.seq}`)
  checks.equal('life goes on', received.text, 'Good night, Mira.')
}

function untilAcked(writers: Writer[], count: number): Promise<void> {
  return new Promise((resolve) => {
    for (const writer of writers) {
      writer.onAck(() => {
        const acked = writers.flatMap(({ sent }) => sent).filter((send) => send.acked !== undefined)
        if (acked.length >= count) resolve()
      })
    }
  })
}

const untilGone = ({ socket }: Connection): Promise<void> =>
  new Promise((resolve) => {
    socket.once('disconnect', () => resolve())
  })

const untilBack = ({ socket }: Connection): Promise<void> =>
  new Promise((resolve) => {
    if (socket.connected) resolve()
    else socket.once('connect', () => resolve())
  })

async function readRoom(reader: Person, chatRoomId: string): Promise<Stored[]> {
  const page = bodyOf('the history', await reader.get(`/api/chat/messages/${chatRoomId}?limit=200`), 200) as Stored[]
  return page.map(({ _id, seq, text }) => ({ _id, seq, text }))
}
