import type { Dice } from './dice.ts'

/**
 * How wild a run is. Each seed draws its own, from hardly any trouble to all of it: a bug that only shows in a calm sea
 * is not found in a storm, where everything is fetched anew all the time.
 */
export type Profile = {
  people: number
  groups: number
  actions: number
  /** Milliseconds between two actions at most. */
  actionGapMs: number
  /** One way, in milliseconds. */
  latencyMs: { least: number; most: number }
  /** Share of packets that take seconds. */
  stalls: number
  /** Acknowledgements that are delivered a second time. */
  doubledAcks: number
  /** Milliseconds from one cut of some link to the next on average; none: never. */
  cutPeriodMs: number | null
  /** Share of cuts that only one side hears of before long. */
  halfOpen: number
  commitMs: { least: number; most: number }
  /** Share of commands that find the disk full, or fail. */
  storageFull: number
  storageFails: number
  /** Share of commits before or right after which the process dies. */
  crashes: number
  /** Milliseconds that a read may take before and after it looked. */
  readMs: number
  /** Whether an older backup is restored. */
  restores: boolean
  /** Stops of the server that are announced, and ones that are not. */
  stops: number
  kills: number
  tokenMs: { least: number; most: number }
  /** Share of `getToken` calls that fail. */
  tokenFails: number
  /** Share of operations of a device's store that fail. */
  outboxFails: number
}

export function drawProfile(dice: Dice): Profile {
  const isWild = dice.chance(0.4)
  const often = (most: number) => (dice.chance(isWild ? 0.7 : 0.3) ? dice.next() * most : 0)
  const slowest = dice.pick([5, 40, 40, 150, 400])
  return {
    people: dice.pick([2, 3, 3, 4, 4, 5, 6]),
    groups: dice.pick([0, 1, 1, 1, 2]),
    actions: dice.between(30, 90),
    actionGapMs: dice.pick([30, 200, 200, 800, 2_000]),
    latencyMs: { least: dice.between(0, 3), most: dice.between(4, slowest) },
    stalls: often(0.01),
    doubledAcks: often(0.1),
    cutPeriodMs: dice.chance(isWild ? 0.9 : 0.5) ? dice.pick([800, 3_000, 8_000, 20_000]) : null,
    halfOpen: often(0.6),
    commitMs: { least: 0, most: dice.pick([1, 8, 8, 60, 300]) },
    storageFull: often(0.05),
    storageFails: often(0.03),
    crashes: often(0.01),
    readMs: dice.pick([0, 3, 30, 200]),
    restores: dice.chance(isWild ? 0.4 : 0.15),
    stops: dice.chance(0.15) ? dice.between(1, 2) : 0,
    kills: dice.chance(isWild ? 0.5 : 0.2) ? dice.between(1, 3) : 0,
    tokenMs: dice.pick([
      { least: 3_600_000, most: 3_600_000 },
      { least: 8_000, most: 90_000 },
    ]),
    tokenFails: often(0.1),
    outboxFails: often(0.05),
  }
}

/** The same world without trouble, in which everything that was begun can end. */
export const calmed = (profile: Profile): Profile => ({
  ...profile,
  latencyMs: { least: 1, most: 20 },
  stalls: 0,
  doubledAcks: 0,
  cutPeriodMs: null,
  halfOpen: 0,
  commitMs: { least: 0, most: 5 },
  storageFull: 0,
  storageFails: 0,
  crashes: 0,
  readMs: Math.min(profile.readMs, 5),
  tokenMs: { least: 3_600_000, most: 3_600_000 },
  tokenFails: 0,
  outboxFails: 0,
})
