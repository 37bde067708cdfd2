import type { Actions } from './actions.ts'
import type { Collections } from './collections.ts'

const SWEEP_PERIOD_MS = 30_000 // a notification that a crash left owed is at most this and the next number late
const GRACE_MS = 10_000 // what whoever made a debt is given to settle it

type Context = Pick<Collections, 'actions' | 'posts' | 'events'> & { acting: Pick<Actions, 'settle' | 'removeTarget'> }

export type Sweeper = { close(): Promise<void> }

/**
 * Finishes what processes left that died in the middle: notifications that are owed, and posts and events that are
 * deleted and not away. All processes do so at once without harm: done twice it changes nothing.
 * @returns once everything is finished that was left until now
 */
export async function startSweeper({ actions, posts, events, acting }: Context): Promise<Sweeper> {
  async function sweep(until: number): Promise<void> {
    for (const action of await actions.find({ owedSince: { $gt: 0, $lte: until } }).toArray()) {
      await acting.settle(action)
    }
    for (const { _id: targetId, deletedAt: at } of await posts.find({ deletedAt: { $gt: 0 } }).toArray()) {
      await acting.removeTarget({ kind: 'post', targetId, at })
    }
    for (const { _id: targetId, deletedAt: at } of await events.find({ deletedAt: { $gt: 0 } }).toArray()) {
      await acting.removeTarget({ kind: 'event', targetId, at })
    }
  }

  await sweep(Date.now())
  let sweeping: Promise<void> | undefined
  const timer = setInterval(() => {
    // One that fails, because the database is away, is made up for by the next.
    sweeping ??= sweep(Date.now() - GRACE_MS)
      .catch(() => undefined)
      .finally(() => {
        sweeping = undefined
      })
  }, SWEEP_PERIOD_MS)

  return {
    async close() {
      clearInterval(timer)
      await sweeping
    },
  }
}
