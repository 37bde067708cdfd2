import { LinstaError } from '@linsta/protocol'
import type { Breaches } from './breaches.ts'
import type { SimulatedClient } from './simulatedClient.ts'

/** Codes that no call of a well-behaved person may end with. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['invalid_request', 'invalid_json', 'conflict', 'message_empty'])

/** Every promise the SDK gave: each settles in the end, and with an error that can be explained. */
export type Promises = {
  watch<Result>(client: SimulatedClient, what: string, promise: Promise<Result>): Promise<Result | undefined>
  /** What is still open, of clients that are alive. */
  hanging(): string[]
}

export function createPromises({ breaches, note }: { breaches: Breaches; note(text: string): void }): Promises {
  const open = new Map<Promise<unknown>, { client: SimulatedClient; what: string }>()
  return {
    async watch(client, what, promise) {
      open.set(promise, { client, what })
      try {
        const result = await promise
        note(`${client.name} done: ${what}`)
        return result
      } catch (thrown) {
        note(`${client.name} failed: ${what}: ${thrown instanceof LinstaError ? thrown.code : String(thrown)}`)
        if (!(thrown instanceof LinstaError)) {
          breaches.add('nothing thrown', `${what} of ${client.name} ended with ${String(thrown)}`)
        } else if (IMPOSSIBLE.has(thrown.code)) {
          breaches.add('nothing thrown', `${what} of ${client.name} ended with ${thrown.code}`)
        }
        return undefined
      } finally {
        open.delete(promise)
      }
    },
    hanging: () =>
      [...open.values()].filter(({ client }) => !client.isOver).map(({ client, what }) => `${what} of ${client.name}`),
  }
}
