import { LinstaError } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import { createLocalLeases } from '../cluster/local/createLocalLeases.ts'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { Storage } from '../ports/storage.ts'
import { createPresence } from './createPresence.ts'

/** Ann's direct partner Bob hears of her; whether the disk takes times is the test's to say. */
function setUp({ isFull }: { isFull: boolean }) {
  const told: unknown[] = []
  const errors: unknown[] = []
  const timers = new Map<object, () => void>()
  const timer = (task: () => void) => {
    const own = { cancel: () => void timers.delete(own) }
    timers.set(own, task)
    return own
  }
  let shown = { receipts: true, invisible: false }
  const storage = {
    users: { recordLastSeen: async () => (isFull ? Promise.reject(new LinstaError('storage_full')) : undefined) },
    rooms: { readDirectPartners: async () => ['bob'], haveSharedRoom: async () => false },
  }
  const broadcaster: Partial<Broadcaster> = {
    toUser: (event) => void told.push(event),
    toWatchers: () => undefined,
    watchersOf: () => new Set(),
  }
  const presence = createPresence({
    storage: storage as unknown as Pick<Storage, 'rooms' | 'users'>,
    leases: createLocalLeases(),
    privacy: {
      of: () => shown,
      async set(_userId, { invisible = shown.invisible }) {
        shown = { ...shown, invisible }
        return shown
      },
    },
    broadcaster: broadcaster as Broadcaster,
    clock: { now: () => 0 },
    scheduler: { after: (_delayMs, task) => timer(task), every: (_periodMs, task) => timer(task) },
    onError: (error) => errors.push(error),
  })
  return {
    presence,
    told,
    errors,
    timers,
    /** Lets every timer run once, and what it sets off settle. */
    async pass() {
      for (const [own, task] of [...timers]) {
        timers.delete(own)
        task()
      }
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('presence', () => {
  it('[P7] is told on a full disk as well, which takes no times', async () => {
    const { presence, told, errors, pass } = setUp({ isFull: true })
    presence.connected('ann', 'c1')
    await pass()
    expect(told).toEqual([
      { userId: 'bob', name: 'presence', payload: { userId: 'ann', online: true, lastSeenAt: null } },
    ])
    expect(errors).not.toEqual([])
  })

  it('closes on a full disk, and says what it could not store', async () => {
    const { presence, errors } = setUp({ isFull: true })
    presence.connected('ann', 'c1')
    await presence.close()
    expect(errors).toEqual([new LinstaError('storage_full')])
  })

  it('leaves no timer behind when it is closed, whatever is under way', async () => {
    const { presence, timers, pass } = setUp({ isFull: false })
    presence.connected('ann', 'c1')
    await pass()
    const changed = presence.setPrivacy({ actorId: 'ann', invisible: true })
    await presence.close()
    await changed
    expect(timers.size).toBe(0)
  })
})
