/** Random play that can be played again: everything follows from the seed. */
export type Dice = {
  readonly seed: number
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** mulberry32, public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function createDice(seed: number): Dice {
  let state = seed
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    seed,
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('Nothing to pick from')
      return item
    },
  }
}

/**
 * Runs a random play. A failure names the seed; `LINSTA_SEED` plays it again, as far as the machine's own timing
 * allows.
 */
export async function withDice(play: (dice: Dice) => Promise<void>): Promise<void> {
  const given = process.env.LINSTA_SEED
  const dice = createDice(given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given))
  try {
    await play(dice)
  } catch (error) {
    if (error instanceof Error) error.message = `[LINSTA_SEED=${dice.seed}] ${error.message}`
    throw error
  }
}
