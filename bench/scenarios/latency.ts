import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, Person } from '@linsta/testkit'
import { connect } from '../cast.ts'
import type { Line } from '../report.ts'
import { showSpread } from '../report.ts'
import { spread } from '../rounds.ts'
import { seedMessages } from '../seed.ts'
import type { BenchServer } from '../servers.ts'
import type { Scenario } from './scenario.ts'

const PAUSE_MS = 5 // between two samples: a trickle
const WARM_UP = 20 // samples that do not count: the first calls compile
const PAGE = 50 // messages

/** The first generation's table, in milliseconds. */
const BOUNDS_MS = { connect: 100, join: 50, send: 200, history: 100, notification: 50 }

/** One thing that people wait for. What `run` resolves with is done after the clock has stopped. */
type Step = { label: string; boundMs: number; run(): Promise<undefined | (() => unknown)> }

/**
 * At a light load, by the stock client that people use: how long each step takes at the 99th percentile. The samples of a
 * step are taken in rounds, apart in time; its figure is the median of the rounds' percentiles.
 */
export const latency: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick ? { rounds: 1, samples: 100, depth: 20_000 } : { rounds: 3, samples: 200, depth: 100_000 }
  const steps = await prepareSteps(await stage.start('linsta'), {
    depth: plan.depth,
    likes: plan.rounds * plan.samples + WARM_UP,
  })
  for (const step of steps) await takeSamples(step, WARM_UP)
  const rounds = new Map<Step, { p99: number; median: number }[]>(steps.map((step) => [step, []]))
  for (let round = 0; round < plan.rounds; round++) {
    for (const [step, percentiles] of rounds) {
      const sorted = (await takeSamples(step, plan.samples)).sort((a, b) => a - b)
      const at = (fraction: number) => sorted[Math.floor(plan.samples * fraction)] ?? Number.NaN
      percentiles.push({ p99: at(0.99), median: at(0.5) })
    }
  }
  await stage.clear()
  return {
    title: `Latency at a light load: ${plan.rounds} × ${plan.samples} samples each, one at a time`,
    lines: [...rounds].map(([{ label, boundMs }, percentiles]): Line => {
      const p99 = spread(percentiles.map((round) => round.p99))
      const median = spread(percentiles.map((round) => round.median))
      return {
        label,
        measured: `p99 ${showSpread(p99, 1)} ms   median ${median.median.toFixed(1)} ms`,
        bound: `< ${boundMs} ms`,
        outcome: p99.median < boundMs ? 'held' : 'missed',
      }
    }),
    remarks: isQuick ? [`without --quick, 100,000 messages deep`] : [],
  }
}

/** @returns how long each took, in milliseconds */
async function takeSamples(step: Step, count: number): Promise<number[]> {
  const took: number[] = []
  for (let sample = 0; sample < count; sample++) {
    const startedAt = performance.now()
    const cleanUp = await step.run()
    took.push(performance.now() - startedAt)
    await cleanUp?.()
    await sleep(PAUSE_MS)
  }
  return took
}

/** Two people, their room with `depth` messages, and as many posts as there will be likes. */
async function prepareSteps(server: BenchServer, { depth, likes }: { depth: number; likes: number }): Promise<Step[]> {
  const [author, reader] = [await Person.register(server.url, 'Author'), await Person.register(server.url, 'Reader')]
  const chatRoomId = await author.roomWith(reader)
  const seeder = await connect(server, author)
  await seedMessages(seeder, chatRoomId, depth)
  seeder.close()
  const postIds: string[] = []
  for (let index = 0; index < likes; index++) {
    postIds.push((await author.post('/api/posts', { caption: `Post ${index}` })).body._id)
  }

  const [mine, theirs] = [await reader.connect(), await author.connect()]
  const deepSkip = depth - PAGE
  const shownDepth = `${depth.toLocaleString('en')} deep`
  const history = (skip: number) => () => callOk(mine, 'get_history', { chatRoomId, limit: PAGE, skip })
  const page = (skip: number) => () => readPage(reader, chatRoomId, skip)
  return [
    {
      label: 'connect, stock transports',
      boundMs: BOUNDS_MS.connect,
      async run() {
        const another = await reader.connect({ transports: ['polling', 'websocket'] })
        return () => another.close()
      },
    },
    { label: 'join_room', boundMs: BOUNDS_MS.join, run: () => callOk(mine, 'join_room', { chatRoomId }) },
    {
      label: 'send_message, acknowledged',
      boundMs: BOUNDS_MS.send,
      run: () => callOk(mine, 'send_message', { chatRoomId, text: 'A line of chat at a light load.' }),
    },
    { label: 'get_history, newest 50', boundMs: BOUNDS_MS.history, run: history(0) },
    { label: `get_history, ${shownDepth}`, boundMs: BOUNDS_MS.history, run: history(deepSkip) },
    { label: 'GET messages, newest 50', boundMs: BOUNDS_MS.history, run: page(0) },
    { label: `GET messages, ${shownDepth}`, boundMs: BOUNDS_MS.history, run: page(deepSkip) },
    {
      label: 'notification: like to event',
      boundMs: BOUNDS_MS.notification,
      async run() {
        const arrived = new Promise<void>((resolve) => theirs.socket.once('notification', () => resolve()))
        const liked = reader.post(`/api/posts/${postIds.pop()}/like`)
        await arrived
        return () => liked
      },
    },
  ]
}

async function callOk(connection: Connection, name: string, payload: object): Promise<undefined> {
  const outcome = await connection.call(name, payload)
  if (outcome.ok !== true) throw new Error(`${name} was refused: ${JSON.stringify(outcome)}`)
}

async function readPage(person: Person, chatRoomId: string, skip: number): Promise<undefined> {
  const answer = await person.get(`/api/chat/messages/${chatRoomId}?limit=${PAGE}&skip=${skip}`)
  if (answer.body.length !== PAGE)
    throw new Error(`${answer.body.length} messages (${answer.status}) where ${PAGE} are`)
}
