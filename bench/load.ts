import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchServer } from './servers.ts'
import type { Wire } from './wire.ts'

const TICK_MS = 1
const DRAIN_MAX_MS = 10_000 // how long the last answers may take until they count as lost
const DRAIN_POLL_MS = 5
const ACHIEVED_MIN = 0.97 // of the offered rate

/** About 60 characters, as a line of chat has. */
const TEXT = 'Shall we meet at the corner at eight? I bring the tickets.'

/** One room of a load: who sends, and who receives every message. */
export type LoadRoom = { chatRoomId: string; sender: Wire; audience: Wire[] }

/** What one run took. A void one proves nothing: the server or the generator did not keep up, or something was lost. */
export type Run = {
  cpuMs: number
  messages: number
  deliveries: number
  /** Messages a second, from the first acknowledgement or delivery to the last. */
  achievedRate: number
  ackP99Ms: number
  voidBecause: string | undefined
}

/**
 * Offers `rate` messages a second for `durationMs`, room after room, on schedule whatever the server does (open loop),
 * then waits until everything was received. Every acknowledgement and every delivery is counted.
 */
export async function offerLoad(
  server: BenchServer,
  load: { rooms: LoadRoom[]; rate: number; durationMs: number },
): Promise<Run> {
  const { rooms, rate, durationMs } = load
  const total = Math.round((rate * durationMs) / 1000)
  const expected = rooms.map((room, index) => ({
    room,
    before: room.audience.map((wire) => wire.deliveries),
    messages: Math.ceil((total - index) / rooms.length),
  }))
  const expectedDeliveries = expected.reduce((sum, { room, messages }) => sum + messages * room.audience.length, 0)

  const sentAt = new Float64Array(total)
  const ackMs = new Float64Array(total)
  let acked = 0
  let refused = 0
  let delivered = 0
  let firstArrivalAt = 0
  let lastArrivalAt = 0
  const arrived = () => {
    lastArrivalAt = performance.now()
    if (firstArrivalAt === 0) firstArrivalAt = lastArrivalAt
  }
  for (const { sender, audience } of rooms) {
    sender.onAck = (id, isOk) => {
      arrived()
      ackMs[id] = lastArrivalAt - (sentAt[id] ?? 0)
      acked += 1
      if (!isOk) refused += 1
    }
    for (const wire of audience) {
      wire.onDelivery = () => {
        arrived()
        delivered += 1
      }
    }
  }

  const cpuBefore = server.cpuMs()
  const runId = crypto.randomUUID().slice(0, 23)
  const startedAt = performance.now()
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1000))
    for (; sent < due; sent++) {
      const room = rooms[sent % rooms.length]
      if (room === undefined) throw new Error('a load needs a room')
      const clientMessageId = `${runId}-${String(sent).padStart(12, '0')}` // as long as a UUID
      sentAt[sent] = performance.now()
      room.sender.call(sent, 'send_message', { chatRoomId: room.chatRoomId, text: TEXT, clientMessageId })
    }
    await sleep(TICK_MS)
  }
  const drainUntil = performance.now() + DRAIN_MAX_MS
  while ((acked < total || delivered < expectedDeliveries) && performance.now() < drainUntil) await sleep(DRAIN_POLL_MS)
  const cpuMs = server.cpuMs() - cpuBefore

  const achievedRate = ((acked - 1) * 1000) / (lastArrivalAt - firstArrivalAt)
  return {
    cpuMs,
    messages: total,
    deliveries: delivered,
    achievedRate,
    ackP99Ms: ackMs.sort()[Math.floor(total * 0.99)] ?? 0,
    voidBecause: flaw(),
  }

  function flaw(): string | undefined {
    if (refused > 0) return `${refused} messages were refused`
    if (acked !== total) return `${total - acked} acknowledgements are missing`
    for (const { room, before, messages } of expected) {
      for (const [index, wire] of room.audience.entries()) {
        const received = wire.deliveries - (before[index] ?? 0)
        if (received !== messages) return `a connection received ${received} messages of ${messages}`
      }
    }
    if (achievedRate < rate * ACHIEVED_MIN) return `${Math.round(achievedRate)} messages/s of ${rate} offered`
    return undefined
  }
}
