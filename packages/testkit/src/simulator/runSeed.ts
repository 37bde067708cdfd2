import type { Breach } from './breaches.ts'
import { checkClients } from './checkClients.ts'
import { checkLog } from './checkLog.ts'
import { checkPromised } from './checkPromised.ts'
import { bringToRest } from './epilogue.ts'
import { readGroundTruth } from './groundTruth.ts'
import { play } from './play.ts'
import { liveClients, type World } from './world.ts'

export type RunReport = {
  seed: number
  breaches: readonly Breach[]
  /** The same for every run of the seed. */
  hash: string
  /** What the run went through, so that one can see that it was worth something. */
  figures: { sends: number; acked: number; restores: number; entries: number }
}

/** Runs one seed to its end, and checks everything that can be said of it. */
export async function runSeed(seed: number, print?: (line: string) => void): Promise<RunReport> {
  const rejected: unknown[] = []
  const hear = (reason: unknown) => rejected.push(reason)
  process.on('unhandledRejection', hear)
  try {
    const played = await play(seed, print)
    const { world } = played
    await bringToRest(world)
    const truth = readGroundTruth(world.host.database)
    checkLog(world, truth)
    checkPromised(played, truth)
    await checkClients(world, truth)
    await closeAll(world)
    for (const reason of rejected) world.breaches.add('nothing thrown', `nobody handled ${String(reason)}`)
    return {
      seed,
      breaches: world.breaches.all,
      hash: world.trace.hash,
      figures: {
        sends: world.sends.all.length,
        acked: world.sends.all.filter(({ state }) => state === 'acked').length,
        restores: world.ledger.restores,
        entries: [...world.ledger.rooms.values()].reduce((sum, { entries }) => sum + entries.length, 0),
      },
    }
  } finally {
    process.off('unhandledRejection', hear)
  }
}

/** Everything is closed, and nothing is left behind. */
async function closeAll(world: World): Promise<void> {
  const { breaches, host, network, time } = world
  const clients = liveClients(world)
  for (const client of clients) client.close()
  await time.pass(5_000)
  for (const client of clients) {
    if (client.pendingTimers > 0)
      breaches.add('nothing hangs', `${client.name} left ${client.pendingTimers} timers behind`)
  }
  if (network.open > 0) breaches.add('nothing hangs', `${network.open} links outlive their clients`)
  const closing = host.close()
  await time.pass(5_000)
  await closing
  world.scope.end()
  // Rejections that nobody handles are reported when the event loop turns.
  await new Promise((resolve) => setImmediate(resolve))
}
