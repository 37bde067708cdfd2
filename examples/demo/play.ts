import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Person, ServerProcess } from '@linsta/testkit'
import { CheckFailed, createChecks } from './checks.ts'
import type { Evening } from './evening.ts'
import { aRoomForTwo } from './scenes/aRoomForTwo.ts'
import { arrivals } from './scenes/arrivals.ts'
import { atTheDoor } from './scenes/atTheDoor.ts'
import { goodNews } from './scenes/goodNews.ts'
import { lightsOut } from './scenes/lightsOut.ts'
import { whoIsThere } from './scenes/whoIsThere.ts'
import { createTranscript } from './transcript.ts'

const TAIL = 2_000 // characters of what the server wrote last
const PATIENCE_MS = 60_000 // an evening takes about ten seconds

const transcript = createTranscript({
  write: (text) => process.stdout.write(text),
  isColoured: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
})
const checks = createChecks(transcript)
const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-demo-'))
let starting: Promise<ServerProcess> | undefined
let server: ServerProcess | undefined
let people: Person[] = []

async function play(): Promise<void> {
  const startedAt = performance.now()
  transcript.title(
    'An evening on Linsta',
    'A real server on a temporary folder, and people with stock Socket.IO clients and fetch.',
  )
  starting = ServerProcess.start({ dataFolder, env: { LOG_LEVEL: 'warn' } })
  server = await starting
  const evening: Evening = { server, transcript, checks }
  const cast = await arrivals(evening)
  people = Object.values(cast)
  const chat = await aRoomForTwo(evening, cast)
  await atTheDoor(evening, cast, chat)
  await goodNews(evening, cast)
  await whoIsThere(evening, cast, chat)
  await lightsOut(evening, cast, chat)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  transcript.end(`A good evening: ${checks.count} things were checked and held, in ${seconds} s.`)
}

/** Nothing stays behind, however the evening ended. */
async function cleanUp(): Promise<void> {
  for (const person of people) person.leave()
  // One that is just starting can be ended as soon as it has started, or has ended by itself.
  const started = await starting?.catch(() => undefined)
  await started?.kill()
  await rm(dataFolder, { recursive: true, force: true })
}

function tell(error: unknown): void {
  const what = error instanceof Error ? error.message : String(error)
  const detail = error instanceof CheckFailed ? error.detail : ''
  const output = server?.output.trim().slice(-TAIL) ?? ''
  const more = [detail, output === '' ? '' : `\nThe server wrote last:\n${output}`].filter((part) => part !== '')
  transcript.failed(`This did not hold: ${what}`, more.join('\n'))
}

/** Whatever still waits when the evening is over waits for nothing. */
async function leave(exitCode: number): Promise<never> {
  await cleanUp()
  process.exit(exitCode)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(130))
const outOfPatience = new Promise<never>((_resolve, reject) => {
  setTimeout(() => reject(new Error(`the evening was over within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS)
})

try {
  await Promise.race([play(), outOfPatience])
} catch (error) {
  tell(error)
  await leave(1)
}
await leave(0)
