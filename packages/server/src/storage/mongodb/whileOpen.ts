import { LinstaError } from '@linsta/protocol'
import { toPortError } from './errors.ts'

type Call = (...args: never[]) => unknown

/** The calls of a storage that are under way, so that it can be closed behind the last one. */
export function createOpenCalls() {
  const underWay = new Set<Promise<unknown>>()
  let isOpen = true

  return {
    /** The same store, whose calls reject as the port has it, and with `unavailable` once the storage is closed. */
    guard<Store extends Record<string, Call>>(store: Store): Store {
      const guarded = Object.entries(store).map(([name, call]) => [
        name,
        async (...args: never[]) => {
          if (!isOpen) throw new LinstaError('unavailable')
          const answer = Promise.resolve(call(...args)).catch((error) => {
            throw toPortError(error)
          })
          underWay.add(answer)
          try {
            return await answer
          } finally {
            underWay.delete(answer)
          }
        },
      ])
      return Object.fromEntries(guarded) as Store
    },

    /** Lets no call begin any more. Resolves when all that were begun have ended. */
    async close(): Promise<void> {
      isOpen = false
      await Promise.allSettled(underWay)
    },
  }
}
