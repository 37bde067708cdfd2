import type { ServerKind } from './servers.ts'

/** What one run of one server cost, in the scenario's unit. A void run proves nothing. */
export type Cost = { state: 'measured'; cost: number } | { state: 'void'; cost: number; because: string }

/** One run of each, next to each other in time. */
type Pair = { linsta: number; relay: number }

export type Comparison = {
  /** Proof only if `isProof`; otherwise all pairs, the void ones as well, for what they are worth. */
  pairs: Pair[]
  isProof: boolean
  runs: number
  /** Of each void run which server's it was, and why. */
  voids: string[]
}

const EXTRA_ROUNDS = 1 // at most, while runs are void
const PROOF_MIN = 0.5 // of the pairs that were wanted

/**
 * Runs the two servers in the order A B B A, round after round: what drifts, such as the clock of the processor, hits
 * both alike. A pair with a void run does not count, and another round may make up for it.
 */
export async function compareInRounds(
  rounds: number,
  measure: (kind: ServerKind) => Promise<Cost>,
): Promise<Comparison> {
  const wanted = rounds * 2
  const sound: Pair[] = []
  const all: Pair[] = []
  const voids: string[] = []
  for (let attempt = 0; attempt < rounds + EXTRA_ROUNDS && sound.length < wanted; attempt++) {
    const [a1, b1, b2, a2] = [
      await measure('linsta'),
      await measure('relay'),
      await measure('relay'),
      await measure('linsta'),
    ]
    for (const [linsta, relay] of [
      [a1, b1],
      [a2, b2],
    ] as const) {
      const pair = { linsta: linsta.cost, relay: relay.cost }
      all.push(pair)
      if (linsta.state === 'measured' && relay.state === 'measured') sound.push(pair)
      if (linsta.state === 'void') voids.push(`Linsta: ${linsta.because}`)
      if (relay.state === 'void') voids.push(`B0: ${relay.because}`)
    }
  }
  const isProof = sound.length >= wanted * PROOF_MIN
  return { pairs: isProof ? sound : all, isProof, runs: all.length * 2, voids }
}

/** The median, and the noise around it. */
export type Spread = { median: number; min: number; max: number }

/** @param values at least one */
export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}
