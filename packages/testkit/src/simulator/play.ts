import type { Play } from './acts/act.ts'
import { actAtRandom } from './acts/actAtRandom.ts'
import { setStage } from './stage.ts'
import { createWorld, type World } from './world.ts'

/** Plays one seed's people and troubles, up to the last act. */
export async function play(seed: number, print?: (line: string) => void): Promise<Play> {
  const world = createWorld(seed, print)
  const posts = await setStage(world)
  const begun: Play = { world, posts, readThrough: [], groupsAsked: [], deleted: [] }
  await world.time.pass(world.dice.pick([0, 200, 5_000]))
  world.stir()
  planTroubles(world)
  const { actions, actionGapMs } = world.profile
  for (let act = 0; act < actions; act += 1) {
    await world.time.pass(world.dice.between(0, actionGapMs))
    actAtRandom(begun)
  }
  await world.time.pass(world.dice.between(0, 3_000))
  return begun
}

/** What the server goes through, at moments that are drawn before. */
function planTroubles(world: World): void {
  const { dice, profile, host } = world
  const { scheduler } = world.troubles
  const lengthMs = (profile.actions * profile.actionGapMs) / 2
  const atSomeTime = (run: () => void) => scheduler.after(dice.between(0, lengthMs), run)
  for (let kill = 0; kill < profile.kills; kill += 1) atSomeTime(host.kill)
  for (let stop = 0; stop < profile.stops; stop += 1) atSomeTime(() => void host.stop())
  if (!profile.restores) return
  const backedUp = dice.between(0, lengthMs / 2)
  scheduler.after(backedUp, host.backUp)
  scheduler.after(dice.between(backedUp + 1, lengthMs), host.restore)
}
