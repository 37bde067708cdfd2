/** Randomness that a seed decides: the same seed rolls the same numbers, on every machine. */
export type Dice = {
  /** From 0 inclusive to 1 exclusive. */
  next(): number
  chance(probability: number): boolean
  /** A whole number between the two, both included. */
  between(from: number, to: number): number
  /** @throws Error if there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item
  bytes(count: number): Uint8Array
  /** Dice of their own: whoever holds them changes nobody else's luck by rolling more often. */
  fork(): Dice
}

/** @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function createDice(seed: number): Dice {
  let state = seed >>> 0

  function next32(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  const next = () => next32() / 2 ** 32
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    chance: (probability) => next() < probability,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new Error('There is nothing to pick from')
      return item
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => next32() & 0xff),
    fork: () => createDice(next32()),
  }
}
