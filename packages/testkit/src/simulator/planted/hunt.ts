import { registerHooks } from 'node:module'
import type { Breach } from '../breaches.ts'
import { plants } from './plants.ts'

/*
 * Plants one bug and runs seeds until the check that must see it does: `node hunt.ts <number of the plant> <seeds at
 * most>`. What it found is printed as JSON.
 */

/** Null: no seed broke what the bug is to break. */
export type Catch = (Breach & { seed: number }) | null

const [, , number, seeds] = process.argv
const plant = plants[Number(number)]
if (plant === undefined) throw new Error(`There is no plant ${number}`)
const { edits, caughtBy, from = 1 } = plant
const toPlant = new Set(edits)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const here = edits.filter(({ file }) => url.endsWith(`/${file}`))
    if (here.length === 0 || loaded.source === null || loaded.source === undefined) return loaded
    let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    for (const edit of here) {
      const { file, find, replace } = edit
      if (source.split(find).length !== 2) throw new Error(`${file} has not exactly one "${find}": plant it anew`)
      source = source.replace(find, () => replace)
      toPlant.delete(edit)
    }
    return { ...loaded, source }
  },
})

// Only now: what is loaded from here on has the bug in it.
const { runSeed } = await import('../runSeed.ts')
if (toPlant.size > 0)
  throw new Error(`${[...toPlant].map(({ file }) => file).join(', ')} was not loaded: plant it anew`)

async function hunt(): Promise<Catch> {
  for (let seed = from; seed < from + Number(seeds); seed += 1) {
    const { breaches } = await runSeed(seed)
    const broken = breaches.find(({ check }) => check === caughtBy)
    if (broken !== undefined) return { seed, ...broken }
  }
  return null
}

console.log(JSON.stringify(await hunt()))
