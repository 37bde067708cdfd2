import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offerLoad } from './load.ts'
import type { ScenarioLoad } from './scenarios/underLoad.ts'
import type { Stage } from './stage.ts'

const LOAD_MS = 10_000
const TOP = 25 // functions a thread, by their own time

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[] // µs
}

/** Where Linsta's time goes under a load: the top functions of each of its threads. The profiles are kept. */
export async function profile(stage: Stage, load: ScenarioLoad, write: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'linsta-profile-'))
  const server = await stage.start('linsta', ['--cpu-prof', `--cpu-prof-dir=${folder}`])
  const run = await offerLoad(server, { rooms: await load.openRooms(server), rate: load.rate, durationMs: LOAD_MS })
  await server.stop('SIGTERM')
  write(
    `\n${Math.round(run.achievedRate)} messages/s, ${((run.cpuMs * 1000) / run.messages).toFixed(1)} µs of CPU each\n`,
  )
  for (const file of await readdir(folder)) {
    write(`\n${join(folder, file)}\n`)
    for (const line of topFunctions(JSON.parse(await readFile(join(folder, file), 'utf8')))) write(`  ${line}\n`)
  }
}

/** The functions with the most time of their own, each with its share of the time that the thread was not idle. */
function topFunctions({ nodes, samples, timeDeltas }: Profile): string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const ownTime = new Map<string, number>()
  let busy = 0
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? ''
    const time = timeDeltas[index] ?? 0
    if (name === '(idle)') continue
    busy += time
    ownTime.set(name, (ownTime.get(name) ?? 0) + time)
  }
  return [...ownTime]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TOP)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`)
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const where = url.replace(/^.*\/(node_modules|packages)\//, '')
  const name = functionName === '' ? '(anonymous)' : functionName
  return where === '' ? name : `${name}  ${where}:${lineNumber + 1}`
}
