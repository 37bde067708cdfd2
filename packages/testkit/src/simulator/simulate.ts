import { parseArgs } from 'node:util'
import { type RunReport, runSeed } from './runSeed.ts'

/*
 * START HERE. Real rules and real SDK, and around them a world that a seed decides: every delay, loss, cut, crash and
 * act of it. Two runs of a seed are the same to the letter.
 *
 *   npm run simulate -- --seeds 200 [--from 1]     runs many, and says which failed and how to see them again
 *   npm run simulate -- --seed 17 --trace          runs one, and prints what happens in it
 *
 *   runSeed          one seed from the first act to the last check
 *
 *   profile          how wild a seed is               virtualTime       the clock of everything, and all timers
 *   play, acts       people and troubles              simulatedProcess  the real rules, and connections to them
 *   simulatedClient  the real SDK in a tab            seededWriter      real groups of commands, commits and crashes
 *   device           its outbox store and tabs        seededStorage     the real stores, whose reads take time
 *   network          links that are slow and cut      serverHost        processes that die, and the disk they share
 *
 *   ledger           what was committed               epilogue          calm, until everything has come to rest
 *   wiretap          everything that leaves the       groundTruth       what the database holds then
 *                    server, held against the ledger  checkLog, checkPromised, checkClients
 *
 * planted/ holds bugs that it must find: the checks are checked as well.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})

const PROGRESS_PERIOD_MS = 5_000
const SENTENCES_MAX = 8 // of one seed: the first ones tell most

function tell({ seed, breaches }: RunReport): void {
  console.log(`seed ${seed} breaks ${breaches.length === 1 ? 'a sentence' : `${breaches.length} sentences`}:`)
  for (const { check, sentence } of breaches.slice(0, SENTENCES_MAX)) console.log(`  [${check}] ${sentence}`)
  console.log(`  replay: npm run simulate -- --seed ${seed} --trace`)
}

async function runMany(from: number, count: number): Promise<boolean> {
  const startedAt = performance.now()
  let toldAt = startedAt
  const failed: number[] = []
  const sums = { sends: 0, acked: 0, restores: 0, entries: 0 }
  for (let seed = from; seed < from + count; seed += 1) {
    const report = await runSeed(seed)
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report.figures[name]
    if (report.breaches.length > 0) {
      failed.push(seed)
      tell(report)
    }
    if (performance.now() - toldAt < PROGRESS_PERIOD_MS) continue
    toldAt = performance.now()
    console.log(`${seed - from + 1} of ${count} seeds, ${failed.length} failed`)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(
    `${count} seeds in ${seconds.toFixed(1)} s, ${((seconds / count) * 1_000).toFixed(0)} ms each: ${sums.sends} sends,`,
  )
  console.log(`${sums.acked} acked, ${sums.entries} entries, ${sums.restores} restores. Failed: ${failed.length}`)
  if (failed.length > 0) console.log(`Failed seeds: ${failed.join(' ')}`)
  return failed.length === 0
}

async function runOne(seed: number, isTraced: boolean): Promise<boolean> {
  const report = await runSeed(seed, isTraced ? (line) => console.log(line) : undefined)
  if (report.breaches.length > 0) tell(report)
  console.log(`seed ${seed}: ${JSON.stringify(report.figures)}, hash ${report.hash}`)
  return report.breaches.length === 0
}

const isWhole =
  values.seed === undefined
    ? await runMany(Number(values.from), Number(values.seeds))
    : await runOne(Number(values.seed), values.trace)
process.exitCode = isWhole ? 0 : 1
