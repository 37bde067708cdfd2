import { parseArgs } from 'node:util'
import { takeCores } from './cores.ts'
import { describeMachine } from './machine.ts'
import { profile } from './profile.ts'
import { type Finding, printFinding, printSummary } from './report.ts'
import { chat, chatLoad } from './scenarios/chat.ts'
import { fanout, fanoutLoad } from './scenarios/fanout.ts'
import { latency } from './scenarios/latency.ts'
import { memory } from './scenarios/memory.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { ScenarioLoad } from './scenarios/underLoad.ts'
import { createStage } from './stage.ts'

const SCENARIOS: Record<string, Scenario> = { chat, fanout, memory, latency }
const LOADS: Record<string, ScenarioLoad> = { chat: chatLoad, fanout: fanoutLoad }
const USAGE = `
npm run bench                      all scenarios: ${Object.keys(SCENARIOS).join(', ')}
npm run bench -- chat fanout       these scenarios
npm run bench -- --quick           shorter, and noisier
npm run bench -- --profile chat    where Linsta's time goes: ${Object.keys(LOADS).join(', ')}
`

const write = (text: string): void => void process.stdout.write(text)
const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
if (values.help) {
  write(USAGE)
  process.exit(0)
}
if (process.platform !== 'linux') throw new Error('The benchmark reads CPU and memory from /proc: it needs Linux.')
const cores = takeCores()
const stage = createStage(cores)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp())
process.once('uncaughtException', giveUp) // a closed pipe of our output is one

try {
  const known = values.profile ? LOADS : SCENARIOS
  const unknown = positionals.find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined) throw new Error(`There is no "${unknown}".\n${USAGE}`)
  process.exitCode = (values.profile ? await profileAll() : await measureAll()) ? 0 : 1
} finally {
  await stage.close()
}

/** However it ends, no server stays behind. */
async function giveUp(error?: Error): Promise<void> {
  if (error !== undefined) console.error(error)
  await stage.close()
  process.exit(1)
}

async function profileAll(): Promise<boolean> {
  for (const name of positionals.length > 0 ? positionals : ['chat']) {
    const load = LOADS[name]
    if (load !== undefined) await profile(stage, load, write)
  }
  return true
}

/** Runs the scenarios that were asked for, all by default. True if every bound held. */
async function measureAll(): Promise<boolean> {
  const startedAt = performance.now()
  write(`\nLinsta beside B0, a bare Socket.IO relay without accounts, rules or storage\n`)
  for (const line of describeMachine(cores)) write(`${line}\n`)
  const findings: Finding[] = []
  for (const name of positionals.length > 0 ? positionals : Object.keys(SCENARIOS)) {
    const finding = await SCENARIOS[name]?.({ stage, isQuick: values.quick })
    if (finding === undefined) continue
    findings.push(finding)
    printFinding(finding, write)
  }
  return printSummary(findings, { seconds: (performance.now() - startedAt) / 1000, write })
}
