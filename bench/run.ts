import { parseArgs } from 'node:util'
import { takeCores } from './cores.ts'
import { profileChat } from './profile.ts'
import { printFinding } from './report.ts'
import { chat } from './scenarios/chat.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { createStage } from './stage.ts'

const SCENARIOS: Record<string, Scenario> = { chat }
const USAGE = `Usage: npm run bench -- [--quick | --profile] [${Object.keys(SCENARIOS).join(' | ')}]…`

const stage = createStage(takeCores())
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await stage.clear()
    process.exit(130)
  })
}

try {
  process.exitCode = (await bench()) ? 0 : 1
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await stage.clear()
}

/** Runs the scenarios that were asked for, all by default. True if every bound held. */
async function bench(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const write = (text: string) => process.stdout.write(text)
  if (values.profile) {
    await profileChat(stage, write)
    return true
  }
  let allHeld = true
  for (const name of positionals.length > 0 ? positionals : Object.keys(SCENARIOS)) {
    const scenario = SCENARIOS[name]
    if (scenario === undefined) throw new Error(`There is no scenario "${name}".\n${USAGE}`)
    const finding = await scenario({ stage, isQuick: values.quick })
    printFinding(finding, write)
    allHeld &&= finding.lines.every(({ outcome }) => outcome === 'held')
  }
  return allHeld
}
