import { describe, expect, it } from 'vitest'
import { runSeed } from './runSeed.ts'

const SEEDS = 200 // as many as CI has time for on every change; `npm run simulate -- --seeds 10000` runs more
const SEEDS_MAX_MS = 180_000

describe('the simulator', () => {
  it(
    `[P1–P8, P11] breaks no sentence in ${SEEDS} seeds`,
    async () => {
      const broken: string[] = []
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { breaches } = await runSeed(seed)
        for (const { check, sentence } of breaches) {
          broken.push(`[${check}] ${sentence} (npm run simulate -- --seed ${seed} --trace)`)
        }
      }
      expect(broken).toEqual([])
    },
    SEEDS_MAX_MS,
  )

  it('plays a seed the same way each time, to the letter', async () => {
    for (const seed of [3, 17, 58, 105]) {
      const lines: string[] = []
      const first = await runSeed(seed, (line) => lines.push(line))
      let place = 0
      const second = await runSeed(seed, (line) => {
        // The first line that differs tells more than the hash does.
        expect(line).toBe(lines[place])
        place += 1
      })
      expect(second.hash).toBe(first.hash)
      expect(place).toBe(lines.length)
    }
  })

  it('plays each seed differently', async () => {
    const hashes = new Set<string>()
    for (const seed of [1, 2, 3]) hashes.add((await runSeed(seed)).hash)
    expect(hashes.size).toBe(3)
  })
})
