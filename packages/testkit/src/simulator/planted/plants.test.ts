import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Catch } from './hunt.ts'
import { plants } from './plants.ts'

const HUNT = fileURLToPath(new URL('hunt.ts', import.meta.url))

const SEEDS_MAX = 300 // of one hunt: mostly the first few are enough
const HUNT_MAX_MS = 120_000

/** In a process of its own, into which the bug is loaded. */
async function hunt(number: number): Promise<Catch> {
  const { stdout } = await promisify(execFile)(process.execPath, [HUNT, `${number}`, `${SEEDS_MAX}`])
  return JSON.parse(stdout) as Catch
}

describe('the simulator catches', () => {
  it.each(plants.map(({ bug, caughtBy }, number) => ({ bug, caughtBy, number })))(
    '$bug, by "$caughtBy"',
    async ({ caughtBy, number }) => {
      expect(await hunt(number)).toMatchObject({ check: caughtBy })
    },
    HUNT_MAX_MS,
  )
})
