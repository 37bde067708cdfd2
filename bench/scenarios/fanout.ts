import { castRooms, connect } from '../cast.ts'
import type { LoadRoom } from '../load.ts'
import { compareLine } from '../report.ts'
import type { BenchServer } from '../servers.ts'
import type { Wire } from '../wire.ts'
import type { Scenario } from './scenario.ts'
import { compareUnderLoad, type ScenarioLoad } from './underLoad.ts'

const AUDIENCE = 500 // connections in the one room, half of each participant
const EFFICIENCY_MIN = 0.95 // of B0

export const fanoutLoad: ScenarioLoad = {
  rate: 60, // messages/s, so 30,000 deliveries/s: about a third of a core, to keep up on a busy machine as well
  openRooms: async (server) => [await openRoom(server)],
}

/** One room with a large audience, in which one connection speaks. */
export const fanout: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick ? { warmUpMs: 2_000, runMs: 2_000, rounds: 1 } : { warmUpMs: 5_000, runMs: 4_000, rounds: 3 }
  const { comparison, remarks } = await compareUnderLoad(stage, fanoutLoad, { ...plan, costPer: 'deliveries' })
  return {
    title: `Fan-out: one room, ${AUDIENCE} connections, ${fanoutLoad.rate} messages/s`,
    lines: [compareLine('CPU a delivery', comparison, { unit: 'µs', atLeast: EFFICIENCY_MIN })],
    remarks,
  }
}

async function openRoom(server: BenchServer): Promise<LoadRoom> {
  const [room] = await castRooms(server, 1)
  if (room === undefined) throw new Error('no room')
  const { chatRoomId, participants } = room
  const audience: Wire[] = []
  for (let index = 0; index < AUDIENCE / 2; index++) {
    for (const participant of participants) {
      const wire = await connect(server, participant)
      await wire.callAndWait('join_room', { chatRoomId })
      audience.push(wire)
    }
  }
  const [sender] = audience
  if (sender === undefined) throw new Error('no sender')
  return { chatRoomId, sender, audience }
}
