import { registerHooks } from 'node:module'
import { plants } from './plants.ts'

/*
 * Plants one bug and runs seeds until one of them is broken: `node hunt.ts <number of the plant> <seeds>`. What it found
 * is printed as JSON.
 */

export type Catch = { seed: number; checks: string[]; sentence: string } | { seed: null }

const [, , number, seeds] = process.argv
const plant = plants[Number(number)]
if (plant === undefined) throw new Error(`There is no plant ${number}`)
const toPlant = new Set(plant.edits)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const edits = plant.edits.filter(({ file }) => url.endsWith(`/${file}`))
    if (edits.length === 0 || loaded.source === null || loaded.source === undefined) return loaded
    let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    for (const edit of edits) {
      const { file, find, replace } = edit
      if (source.split(find).length !== 2) throw new Error(`${file} has not exactly one "${find}": plant it anew`)
      source = source.replace(find, () => replace)
      toPlant.delete(edit)
    }
    return { ...loaded, source }
  },
})

const { runSeed } = await import('../runSeed.ts')
if (toPlant.size > 0)
  throw new Error(`${[...toPlant].map(({ file }) => file).join(', ')} was not loaded: plant it anew`)

async function hunt(): Promise<Catch> {
  for (let seed = 1; seed <= Number(seeds); seed += 1) {
    const { breaches } = await runSeed(seed)
    const [first] = breaches
    if (first === undefined) continue
    return { seed, checks: [...new Set(breaches.map(({ check }) => check))], sentence: first.sentence }
  }
  return { seed: null }
}

console.log(JSON.stringify(await hunt()))
