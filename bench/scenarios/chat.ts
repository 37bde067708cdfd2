import { castRooms, connect } from '../cast.ts'
import { type LoadRoom, offerLoad, type Run } from '../load.ts'
import { compareLine } from '../report.ts'
import { compareInRounds, spread } from '../rounds.ts'
import type { BenchServer } from '../servers.ts'
import type { Scenario } from './scenario.ts'

const ROOMS = 100
export const CHAT_RATE = 6_000 // messages/s over all rooms
const EFFICIENCY_MIN = 0.7 // of B0; a throw-away prototype reached 0.79

/** Acked 1:1 chat: two connections in each room, both joined; the sender waits for nothing. */
export const chat: Scenario = async ({ stage, isQuick }) => {
  const plan = isQuick ? { warmUpMs: 3_000, runMs: 3_000, rounds: 1 } : { warmUpMs: 6_000, runMs: 5_000, rounds: 3 }
  const servers = { linsta: await stage.start('linsta'), relay: await stage.start('relay') }
  const rooms = { linsta: await fillRooms(servers.linsta), relay: await fillRooms(servers.relay) }
  for (const kind of ['relay', 'linsta'] as const) {
    await offerLoad(servers[kind], { rooms: rooms[kind], rate: CHAT_RATE, durationMs: plan.warmUpMs })
  }
  const ackP99s: { linsta: number[]; relay: number[] } = { linsta: [], relay: [] }
  const comparison = await compareInRounds(plan.rounds, async (kind) => {
    const run = await offerLoad(servers[kind], { rooms: rooms[kind], rate: CHAT_RATE, durationMs: plan.runMs })
    ackP99s[kind].push(run.ackP99Ms)
    return costOf(run)
  })
  await stage.clear()
  return {
    title: `Chat: acked 1:1 messages, ${CHAT_RATE.toLocaleString('en')}/s in ${ROOMS} rooms`,
    lines: [compareLine('CPU a message', comparison, { unit: 'µs', atLeast: EFFICIENCY_MIN })],
    remarks: [
      `p99 of the acknowledgement under this load: Linsta ${spread(ackP99s.linsta).median.toFixed(0)} ms, stored on disk; ` +
        `B0 ${spread(ackP99s.relay).median.toFixed(0)} ms, stored nowhere`,
      ...comparison.voids.map((because) => `void: ${because}`),
    ],
  }
}

/** Rooms of two with a connection of each participant, both joined. */
export async function fillRooms(server: BenchServer): Promise<LoadRoom[]> {
  const rooms: LoadRoom[] = []
  for (const { chatRoomId, participants } of await castRooms(server, ROOMS)) {
    const [sender, other] = [await connect(server, participants[0]), await connect(server, participants[1])]
    for (const wire of [sender, other]) await wire.callAndWait('join_room', { chatRoomId })
    rooms.push({ chatRoomId, sender, audience: [sender, other] })
  }
  return rooms
}

function costOf({ cpuMs, messages, voidBecause }: Run) {
  const cost = (cpuMs * 1000) / messages // µs
  return voidBecause === undefined
    ? { state: 'measured' as const, cost }
    : { state: 'void' as const, cost, because: voidBecause }
}
