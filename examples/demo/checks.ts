import { inspect, isDeepStrictEqual } from 'node:util'
import type { Transcript } from './transcript.ts'

/** The evening did not go as promised. */
export class CheckFailed extends Error {
  readonly detail: string

  /** @param fact what should have held, as the transcript would have told it */
  constructor(fact: string, detail: string) {
    super(fact)
    this.detail = detail
  }
}

export type Checks = {
  /** How many facts were checked so far. */
  readonly count: number
  /** Ticks the fact off if both are equal. @throws CheckFailed that shows both */
  equal(fact: string, actual: unknown, expected: unknown): void
  /** @throws CheckFailed that shows `actual` */
  holds(fact: string, isTrue: boolean, actual: unknown): void
}

export function createChecks(transcript: Pick<Transcript, 'tick'>): Checks {
  let count = 0
  const show = (value: unknown) => inspect(value, { depth: 4, breakLength: 100, maxArrayLength: 20 })

  function holds(fact: string, isTrue: boolean, actual: unknown): void {
    if (!isTrue) throw new CheckFailed(fact, `what there was: ${show(actual)}`)
    count += 1
    transcript.tick(fact)
  }

  return {
    get count() {
      return count
    },
    holds,
    equal(fact, actual, expected) {
      const isEqual = isDeepStrictEqual(actual, expected)
      if (!isEqual) throw new CheckFailed(fact, `expected: ${show(expected)}\nthere was: ${show(actual)}`)
      holds(fact, isEqual, actual)
    },
  }
}
