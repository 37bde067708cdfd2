import { ANSWER_BYTES_MAX, type SocketCallName } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { expect } from 'vitest'
import { type Caller, RestCaller, SocketCaller, WAYS, type Way } from '../sync/caller.ts'

/** Measures the answers to calls, in bytes as they go over the wire. */
export type AnswerMeter = {
  /** A caller whose every answer is measured: a socket's packets as they come, or the bodies of responses. */
  open(way: Way, person: Person): Promise<Caller>
  /** Of each way and call the largest answer was within the bound, and near it: without that nothing was shown. */
  expectBounded(calls: readonly SocketCallName[], atLeast: number): void
  /** Forgets what was measured so far. */
  clear(): void
}

export function createAnswerMeter(): AnswerMeter {
  const largest = new Map<string, number>()
  const count = (call: string, bytes: number) => largest.set(call, Math.max(largest.get(call) ?? 0, bytes))
  return {
    async open(way, person) {
      if (way === 'REST') return new RestCaller(person, count)
      const caller = await SocketCaller.connect(person)
      let name: SocketCallName = 'sync'
      caller.connection.socket.io.engine.on('packet', ({ data }) => {
        // Answers begin with their packet's type, which for acknowledgements is 3; everything else is an event.
        if (typeof data === 'string' && data.startsWith('3')) count(`socket ${name}`, Buffer.byteLength(data))
      })
      return {
        id: caller.id,
        call(called, payload) {
          name = called
          return caller.call(called, payload)
        },
        refusal: (called, payload) => caller.refusal(called, payload),
      }
    },
    expectBounded(calls, atLeast) {
      for (const way of WAYS) {
        for (const call of calls) {
          const bytes = largest.get(`${way} ${call}`)
          expect(bytes, `${way} ${call}`).toBeGreaterThan(atLeast)
          expect(bytes, `${way} ${call}`).toBeLessThanOrEqual(ANSWER_BYTES_MAX)
        }
      }
    },
    clear: () => largest.clear(),
  }
}
