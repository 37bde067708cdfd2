import type { Wire } from './wire.ts'

const UNDER_WAY_MAX = 1_000 // messages sent and not yet acknowledged: enough that commits are shared

/** Fills a room with messages as fast as the server takes them. Resolves once all are acknowledged. */
export function seedMessages(wire: Wire, chatRoomId: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let acked = 0
    const send = () => {
      wire.call(sent, 'send_message', {
        chatRoomId,
        text: `Message ${sent} of a long conversation between two people.`,
      })
      sent += 1
    }
    wire.onAck = (_id, isOk) => {
      if (!isOk) return reject(new Error('the server refused a message of the seed'))
      acked += 1
      if (acked === count) resolve()
      else if (sent < count) send()
    }
    while (sent < Math.min(count, UNDER_WAY_MAX)) send()
  })
}
