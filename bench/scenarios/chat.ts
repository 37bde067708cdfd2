import { castRooms, connect } from '../cast.ts'
import type { LoadRoom } from '../load.ts'
import { compareLine } from '../report.ts'
import type { BenchServer } from '../servers.ts'
import type { Scenario } from './scenario.ts'
import { compareUnderLoad, type ScenarioLoad } from './underLoad.ts'

const ROOMS = 100
const EFFICIENCY_MIN = 0.7 // of B0; a throw-away prototype reached 0.79

export const chatLoad: ScenarioLoad = {
  rate: 6_000, // messages/s over all rooms
  openRooms,
}

/** Acked 1:1 chat: two connections in each room, both joined; the sender waits for nothing. */
export const chat: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick ? { warmUpMs: 3_000, runMs: 2_000, rounds: 1 } : { warmUpMs: 6_000, runMs: 5_000, rounds: 3 }
  const { comparison, remarks } = await compareUnderLoad(stage, chatLoad, { ...plan, costPer: 'messages' })
  return {
    title: `Chat: acked 1:1 messages, ${chatLoad.rate.toLocaleString('en')}/s in ${ROOMS} rooms`,
    lines: [compareLine('CPU a message', comparison, { unit: 'µs', atLeast: EFFICIENCY_MIN })],
    remarks,
  }
}

async function openRooms(server: BenchServer): Promise<LoadRoom[]> {
  const rooms: LoadRoom[] = []
  for (const { chatRoomId, participants } of await castRooms(server, ROOMS)) {
    const [sender, other] = [await connect(server, participants[0]), await connect(server, participants[1])]
    for (const wire of [sender, other]) await wire.callAndWait('join_room', { chatRoomId })
    rooms.push({ chatRoomId, sender, audience: [sender, other] })
  }
  return rooms
}
