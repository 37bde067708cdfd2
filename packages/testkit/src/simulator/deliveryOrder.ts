import type { Breaches } from './breaches.ts'

type Position = {
  /** A room's id, or `inbox`. */
  log: string
  seq: number
  /** Whether a position before this one was not for the connection. */
  skips(seq: number): boolean
}

/** Holds that every connection gets each log in its order, whole from where it began, and nothing twice (P3). */
export type DeliveryOrder<Connection> = {
  delivered(connection: Connection, position: Position): void
}

export function createDeliveryOrder<Connection extends { id: string }>(breaches: Breaches): DeliveryOrder<Connection> {
  const last = new WeakMap<Connection, Map<string, number>>()
  return {
    delivered(connection, { log, seq, skips }) {
      const seqs = last.get(connection) ?? new Map<string, number>()
      last.set(connection, seqs)
      const before = seqs.get(log)
      seqs.set(log, seq)
      if (before === undefined) return
      if (seq <= before) breaches.add('order of delivery', `${connection.id} got ${seq} of ${log} after ${before}`)
      for (let missing = before + 1; missing < seq; missing += 1) {
        if (skips(missing)) continue
        breaches.add('order of delivery', `${connection.id} got ${seq} of ${log} and never ${missing}`)
      }
    },
  }
}
