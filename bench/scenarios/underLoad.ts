import { type LoadRoom, offerLoad, type Run } from '../load.ts'
import { type Comparison, type Cost, compareInRounds, spread } from '../rounds.ts'
import type { BenchServer } from '../servers.ts'
import type { Stage } from '../stage.ts'

export type ScenarioLoad = {
  rate: number // messages/s over all rooms
  openRooms(server: BenchServer): Promise<LoadRoom[]>
}

/**
 * The CPU of both servers under one load, in microseconds for each message or each delivery. They are warmed up first:
 * in its first seconds Node compiles.
 */
export async function compareUnderLoad(
  stage: Stage,
  load: ScenarioLoad,
  plan: { warmUpMs: number; runMs: number; rounds: number; costPer: 'messages' | 'deliveries' },
): Promise<{ comparison: Comparison; remarks: string[] }> {
  const servers = { linsta: await stage.start('linsta'), relay: await stage.start('relay') }
  const rooms = { linsta: await load.openRooms(servers.linsta), relay: await load.openRooms(servers.relay) }
  for (const kind of ['relay', 'linsta'] as const) {
    await offerLoad(servers[kind], { rooms: rooms[kind], rate: load.rate, durationMs: plan.warmUpMs })
  }
  const ackP99s: { linsta: number[]; relay: number[] } = { linsta: [], relay: [] }
  const comparison = await compareInRounds(plan.rounds, async (kind) => {
    const run = await offerLoad(servers[kind], { rooms: rooms[kind], rate: load.rate, durationMs: plan.runMs })
    ackP99s[kind].push(run.ackP99Ms)
    return costOf(run, plan.costPer)
  })
  await stage.clear()
  const p99 = { linsta: spread(ackP99s.linsta).median.toFixed(0), relay: spread(ackP99s.relay).median.toFixed(0) }
  return {
    comparison,
    remarks: [
      `acknowledged within (p99): Linsta ${p99.linsta} ms, stored on disk; B0 ${p99.relay} ms, stored nowhere`,
      ...voidRemark(comparison),
    ],
  }
}

function voidRemark({ runs, voids }: Comparison): string[] {
  const [first] = voids
  return first === undefined ? [] : [`${voids.length} of ${runs} runs are void; the first: ${first}`]
}

function costOf(run: Run, costPer: 'messages' | 'deliveries'): Cost {
  const cost = (run.cpuMs * 1000) / run[costPer]
  return run.voidBecause === undefined ? { state: 'measured', cost } : { state: 'void', cost, because: run.voidBecause }
}
