import type { Comparison, Spread } from './rounds.ts'
import { spread } from './rounds.ts'

/** One figure beside its bound. */
export type Line = { label: string; measured: string; bound: string; outcome: 'held' | 'missed' | 'void' }

/** What a scenario found. Remarks bind nothing. */
export type Finding = { title: string; lines: Line[]; remarks: string[] }

const LABEL_WIDTH = 34
const MEASURED_WIDTH = 62
const BOUND_WIDTH = 11
const MARKS = { held: '✓ held', missed: '✗ missed', void: '✗ void' } as const

export function printFinding({ title, lines, remarks }: Finding, write: (text: string) => void): void {
  write(`\n${title}\n`)
  for (const { label, measured, bound, outcome } of lines) {
    const cells = [
      label.padEnd(LABEL_WIDTH),
      measured.padEnd(MEASURED_WIDTH),
      bound.padEnd(BOUND_WIDTH),
      MARKS[outcome],
    ]
    write(`  ${cells.join(' ')}\n`)
  }
  for (const remark of remarks) write(`  · ${remark}\n`)
}

/** The last line. True if every bound held. */
export function printSummary(
  findings: Finding[],
  { seconds, write }: { seconds: number; write: (text: string) => void },
): boolean {
  const lines = findings.flatMap((finding) => finding.lines)
  const held = lines.filter(({ outcome }) => outcome === 'held').length
  const verdict = held === lines.length ? 'All bounds held' : `${held} of ${lines.length} bounds held`
  write(`\n${verdict}, in ${Math.round(seconds)} s.\n\n`)
  return held === lines.length
}

/**
 * How Linsta does beside B0, which is the cost of B0 divided by Linsta's in the same pair of runs: 1 is on a par.
 * @param options.atLeast the bound
 */
export function compareLine(
  label: string,
  { pairs, isProof }: Comparison,
  options: { unit: string; atLeast: number; digits?: number },
): Line {
  const { unit, atLeast, digits = 1 } = options
  const ratio = spread(pairs.map(({ linsta, relay }) => relay / linsta))
  const linsta = spread(pairs.map((pair) => pair.linsta))
  const relay = spread(pairs.map((pair) => pair.relay))
  return {
    label,
    measured:
      `${showSpread(ratio, 2)}   Linsta ${showSpread(linsta, digits)} ${unit}` +
      `   B0 ${showSpread(relay, digits)} ${unit}`,
    bound: `≥ ${atLeast.toFixed(2)} B0`,
    outcome: !isProof ? 'void' : ratio.median >= atLeast ? 'held' : 'missed',
  }
}

/** The median, and in brackets the noise: the least and the most of the rounds. */
export function showSpread({ median, min, max }: Spread, digits: number): string {
  const noise = min === max ? '' : ` (${min.toFixed(digits)}–${max.toFixed(digits)})`
  return median.toFixed(digits) + noise
}
