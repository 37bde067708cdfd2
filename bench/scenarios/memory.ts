import { setTimeout as sleep } from 'node:timers/promises'
import { connect, stranger } from '../cast.ts'
import { compareLine } from '../report.ts'
import { type Cost, compareInRounds } from '../rounds.ts'
import { type BenchServer, COLLECTING } from '../servers.ts'
import type { Scenario } from './scenario.ts'

const EFFICIENCY_MIN = 1 // Linsta's connection takes at most what B0's takes
const FIRST_CONNECTIONS = 200 // they make the server compile and allocate what any connection needs
const CONNECTING_AT_ONCE = 50

/** Idle websocket connections, each of another user: resident memory with them less without, garbage collected. */
export const memory: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick
    ? { connections: 1_000, settleMs: 500, rounds: 1 }
    : { connections: 2_000, settleMs: 2_000, rounds: 2 }
  const comparison = await compareInRounds(plan.rounds, async (kind): Promise<Cost> => {
    const server = await stage.start(kind, COLLECTING)
    await connectMany(server, FIRST_CONNECTIONS)
    const before = await settledMemory(server, plan.settleMs)
    await connectMany(server, plan.connections)
    const after = await settledMemory(server, plan.settleMs)
    await stage.clear()
    return { state: 'measured', cost: (after - before) / plan.connections / 1024 }
  })
  return {
    title: `Memory: ${plan.connections.toLocaleString('en')} idle connections`,
    lines: [compareLine('Resident memory a connection', comparison, { unit: 'KiB', atLeast: EFFICIENCY_MIN })],
    remarks: [],
  }
}

async function connectMany(server: BenchServer, count: number): Promise<void> {
  for (let connected = 0; connected < count; connected += CONNECTING_AT_ONCE) {
    const batch = Array.from({ length: CONNECTING_AT_ONCE }, () => stranger(server))
    await Promise.all(batch.map((person) => connect(server, person)))
  }
}

async function settledMemory(server: BenchServer, settleMs: number): Promise<number> {
  await sleep(settleMs)
  server.collectGarbage()
  await sleep(settleMs)
  return server.memoryBytes()
}
