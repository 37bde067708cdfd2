import { ANSWER_BYTES_MAX } from '@linsta/protocol'

const FRAME_BYTES = 24 * 1024 // what is around the items: the packet itself, and for 100 rooms a position each

/** Measures what goes into an answer of the new calls, so that none is larger than it may be: it pages instead. */
export function createAnswerBudget() {
  let left = ANSWER_BYTES_MAX - FRAME_BYTES
  return {
    /** As many of the first items as fit into what is left. */
    fit<Item>(items: readonly Item[]): Item[] {
      let count = 0
      for (const item of items) {
        const bytes = byteLength(item)
        if (bytes > left) break
        left -= bytes
        count += 1
      }
      return items.slice(0, count)
    },
  }
}

const encoder = new TextEncoder()
const byteLength = (item: unknown): number => encoder.encode(JSON.stringify(item)).length + 1 // and a comma
