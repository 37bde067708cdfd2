import { setTimeout as sleep } from 'node:timers/promises'
import { connect, stranger } from '../cast.ts'
import { compareLine } from '../report.ts'
import { type Cost, compareInRounds } from '../rounds.ts'
import { type BenchServer, COLLECTING } from '../servers.ts'
import type { Scenario } from './scenario.ts'

const EFFICIENCY_MIN = 1 // Linsta's connection takes at most what B0's takes
const FIRST_CONNECTIONS = 1_000 // they stay: by then a process has compiled what it needs and filled the heap it began with
const WAVE = 250 // connections between two collections
const CONNECTING_AT_ONCE = 25
const COLLECT_MS = 300 // for a collection, which is some 50 ms of work

/** Idle websocket connections, each of another user: resident memory with them less without. */
export const memory: Scenario = async ({ stage, isQuick }) => {
  const connections = isQuick ? 1_000 : 2_000
  const comparison = await compareInRounds(isQuick ? 1 : 2, async (kind): Promise<Cost> => {
    const server = await stage.start(kind, COLLECTING)
    await connectMany(server, FIRST_CONNECTIONS)
    const before = server.memoryBytes()
    await connectMany(server, connections)
    const after = server.memoryBytes()
    await stage.clear()
    return { state: 'measured', cost: (after - before) / connections / 1024 }
  })
  return {
    title: `Memory: ${connections.toLocaleString('en')} idle connections on top of ${FIRST_CONNECTIONS.toLocaleString('en')}`,
    lines: [compareLine('Resident memory a connection', comparison, { unit: 'KiB', atLeast: EFFICIENCY_MIN })],
    remarks: [],
  }
}

/** Garbage is collected wave by wave: how far it would make the heap grow is chance, and twice what is measured. */
async function connectMany(server: BenchServer, count: number): Promise<void> {
  for (let connected = 0; connected < count; connected += CONNECTING_AT_ONCE) {
    const batch = Array.from({ length: CONNECTING_AT_ONCE }, () => stranger(server))
    await Promise.all(batch.map((person) => connect(server, person)))
    if ((connected + CONNECTING_AT_ONCE) % WAVE === 0) {
      server.collectGarbage()
      await sleep(COLLECT_MS)
    }
  }
}
