import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, Person } from '@linsta/testkit'
import { connect } from '../cast.ts'
import type { Line } from '../report.ts'
import { seedMessages } from '../seed.ts'
import type { Scenario } from './scenario.ts'

const PAUSE_MS = 5 // between two samples: a trickle
const WARM_UP = 20 // samples that do not count: the first calls compile
const PAGE = 50 // messages

/** The first generation's table, in milliseconds. */
const BOUNDS_MS = { connect: 100, join: 50, send: 200, history: 100, notification: 50 }

/** At a light load, by the stock client that people use: how long each step takes, at the 99th percentile. */
export const latency: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick ? { samples: 100, depth: 20_000 } : { samples: 300, depth: 100_000 }
  const server = await stage.start('linsta')
  const [author, reader] = [await Person.register(server.url, 'Author'), await Person.register(server.url, 'Reader')]
  const chatRoomId = await author.roomWith(reader)
  const seeder = await connect(server, author)
  await seedMessages(seeder, chatRoomId, plan.depth)
  seeder.close()

  const connection = await reader.connect()
  const authorConnection = await author.connect()
  const deepSkip = plan.depth - PAGE
  const depth = `${plan.depth.toLocaleString('en')} deep`
  const measure = (label: string, boundMs: number, step: Step) =>
    percentileLine(label, { boundMs, samples: plan.samples, step })

  const lines = [
    await measure('connect, stock transports', BOUNDS_MS.connect, async () => {
      const another = await reader.connect({ transports: ['polling', 'websocket'] })
      return () => another.close()
    }),
    await measure('join_room', BOUNDS_MS.join, () => callOk(connection, 'join_room', { chatRoomId })),
    await measure('send_message, acknowledged', BOUNDS_MS.send, (sample) =>
      callOk(connection, 'send_message', { chatRoomId, text: `A line of chat, number ${sample}.` }),
    ),
    await measure('get_history, newest 50', BOUNDS_MS.history, () =>
      callOk(connection, 'get_history', { chatRoomId, limit: PAGE, skip: 0 }),
    ),
    await measure(`get_history, ${depth}`, BOUNDS_MS.history, () =>
      callOk(connection, 'get_history', { chatRoomId, limit: PAGE, skip: deepSkip }),
    ),
    await measure('GET messages, newest 50', BOUNDS_MS.history, () => readPage(reader, chatRoomId, 0)),
    await measure(`GET messages, ${depth}`, BOUNDS_MS.history, () => readPage(reader, chatRoomId, deepSkip)),
  ]

  const postIds: string[] = []
  for (let index = 0; index < plan.samples + WARM_UP; index++) {
    postIds.push((await author.post('/api/posts', { caption: `Post ${index}` })).body._id)
  }
  lines.push(
    await measure('notification: like to event', BOUNDS_MS.notification, async (sample) => {
      const arrived = new Promise<void>((resolve) => authorConnection.socket.once('notification', () => resolve()))
      const liked = reader.post(`/api/posts/${postIds[sample]}/like`)
      await arrived
      return async () => void (await liked)
    }),
  )
  author.leave()
  reader.leave()
  await stage.clear()
  return {
    title: `Latency at a light load: ${plan.samples} samples each, one at a time`,
    lines,
    remarks: isQuick ? [`--quick looks ${depth}; the whole run 100,000`] : [],
  }
}

/** One sample. What it returns is done after the clock has stopped. */
type Step = (sample: number) => Promise<void | (() => void | Promise<void>)>

async function percentileLine(label: string, options: { boundMs: number; samples: number; step: Step }): Promise<Line> {
  const { boundMs, samples, step } = options
  const took: number[] = []
  for (let sample = 0; sample < samples + WARM_UP; sample++) {
    const startedAt = performance.now()
    const cleanUp = await step(sample)
    if (sample >= WARM_UP) took.push(performance.now() - startedAt)
    await cleanUp?.()
    await sleep(PAUSE_MS)
  }
  took.sort((a, b) => a - b)
  const at = (fraction: number) => took[Math.min(samples - 1, Math.floor(samples * fraction))] ?? Number.NaN
  const show = (ms: number) => ms.toFixed(1)
  return {
    label,
    measured: `p99 ${show(at(0.99))} ms   median ${show(at(0.5))}   slowest ${show(at(1))}`,
    bound: `< ${boundMs} ms`,
    outcome: at(0.99) < boundMs ? 'held' : 'missed',
  }
}

async function callOk(connection: Connection, name: string, payload: object): Promise<void> {
  const outcome = await connection.call(name, payload)
  if (outcome.ok !== true) throw new Error(`${name} was refused: ${JSON.stringify(outcome)}`)
}

async function readPage(person: Person, chatRoomId: string, skip: number): Promise<void> {
  const answer = await person.get(`/api/chat/messages/${chatRoomId}?limit=${PAGE}&skip=${skip}`)
  if (answer.body.length !== PAGE)
    throw new Error(`${answer.body.length} messages (${answer.status}) where ${PAGE} are`)
}
