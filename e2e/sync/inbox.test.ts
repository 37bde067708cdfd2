import type { SocketAnswer } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, type SocketCaller, WAYS } from './caller.ts'
import { NO_SUCH_ID, START, startWorld, type World } from './world.ts'

let world: World
let ann: Person
let bob: Person
let cem: Person
let hers: SocketCaller
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  ;[ann, bob, cem] = world.people('ann', 'bob', 'cem')
  hers = await world.connectSynced(ann)
})

/** A like of a new post of Ann's: a notification in her inbox. */
async function like(person: Person): Promise<{ takeBack(): Promise<void>; referenceId: string }> {
  const post = await ann.post('/api/posts', { caption: 'a post' })
  const path = `/api/posts/${post.body._id}/like`
  expect((await person.post(path)).status).toBe(201)
  return {
    referenceId: post.body._id,
    async takeBack() {
      expect((await person.delete(path)).status).toBe(200)
    },
  }
}

const changesOf = async (caller: Caller, position: { seq: number; id: string | null }, limit?: number) => {
  const { inbox } = await caller.call('get_inbox_changes', { position, ...(limit === undefined ? {} : { limit }) })
  if (inbox.outcome !== 'changes') throw new Error(inbox.outcome)
  return inbox
}

describe('get_notifications', () => {
  it('pages from the newest back, each once, without what was taken back', async () => {
    const likes = []
    for (let count = 0; count < 25; count += 1) likes.push(await like(count % 2 === 0 ? bob : cem))
    await likes[24]?.takeBack()
    await likes[10]?.takeBack()
    const left = likes.filter((_, index) => index !== 24 && index !== 10).map(({ referenceId }) => referenceId)
    const first = await hers.call('get_notifications')
    expect(first).toMatchObject({ hasMore: true, position: { seq: 27 }, unreadCount: 23 })
    expect(first.notifications).toHaveLength(20)
    const pages: SocketAnswer<'get_notifications'>[] = []
    for (let before: number | undefined; pages.at(-1)?.hasMore !== false; ) {
      const page: SocketAnswer<'get_notifications'> = await hers.call('get_notifications', {
        limit: 7,
        ...(before === undefined ? {} : { before }),
      })
      pages.push(page)
      before = page.notifications.at(-1)?.seq
    }
    expect(pages.map(({ notifications }) => notifications.length)).toEqual([7, 7, 7, 2])
    const read = pages.flatMap(({ notifications }) => notifications)
    expect(read.map(({ referenceId }) => referenceId)).toEqual(left.toReversed())
    expect((await hers.call('get_notifications', { limit: 9_999 })).notifications).toEqual(read)
    for (const payload of [{ limit: 0 }, { before: -1 }, { before: 'x' }, { limit: 1.5 }]) {
      expect(await hers.refusal('get_notifications', payload)).toMatchObject({ code: 'invalid_request' })
    }
  })

  it('of an empty inbox', async () => {
    const empty = { notifications: [], hasMore: false, position: START, unreadCount: 0 }
    expect(await hers.call('get_notifications')).toEqual(empty)
  })
})

describe.each(WAYS)('an inbox over %s', (way) => {
  let caller: Caller
  beforeEach(async () => {
    caller = await world.open(way, ann)
  })

  /** Everything that can happen in an inbox, in 6 entries. */
  async function live() {
    const first = await like(bob)
    await like(cem)
    await first.takeBack()
    const [, second] = await hers.waitFor('notification', 2)
    await caller.call('mark_notification_read', { id: second?._id })
    await like(bob)
    await caller.call('mark_all_notifications_read')
  }

  it('get_inbox_changes brings the tail, every kind, each notification in its current state', async () => {
    await live()
    const all = await changesOf(caller, START)
    expect(all).toMatchObject({ hasMore: false, unreadCount: 0, position: { seq: 6 } })
    expect(all.entries).toMatchObject([
      { seq: 1, kind: 'notification', notification: { seq: 1, isRead: false, updatedSeq: 3, type: 'LIKE' } },
      { seq: 2, kind: 'notification', notification: { seq: 2, isRead: true, updatedSeq: 4 } },
      { seq: 3, kind: 'retracted', notification: { seq: 1, updatedSeq: 3 } },
      { seq: 4, kind: 'read', notification: { seq: 2, isRead: true, updatedSeq: 4 } },
      { seq: 5, kind: 'notification', notification: { seq: 5, isRead: true, updatedSeq: 6 } },
      { seq: 6, kind: 'all_read' },
    ])
    for (const [index, { seq, id }] of all.entries.entries()) {
      expect((await changesOf(caller, { seq, id })).entries).toEqual(all.entries.slice(index + 1))
    }
    // What came live is what the log says, but for states that were newer by now.
    await hers.heard()
    const places = (entries: { seq: number; id: string }[]) => entries.map(({ seq, id }) => `${seq} ${id}`)
    const live5 = [...hers.all('notification').map(({ seq, _id: id }) => ({ seq, id })), ...hers.all('inbox_changed')]
    expect(places(live5.toSorted((one, other) => one.seq - other.seq))).toEqual(places(all.entries))
  })

  it('get_inbox_changes pages by its limit', async () => {
    await live()
    const seqs: number[] = []
    for (let changes = await changesOf(caller, START, 1); ; changes = await changesOf(caller, changes.position, 2)) {
      seqs.push(...changes.entries.map(({ seq }) => seq))
      if (!changes.hasMore) break
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('sync brings the same tail', async () => {
    await live()
    const { epoch } = await caller.call('sync')
    expect((await caller.call('sync', { epoch, inbox: START })).inbox).toEqual(await changesOf(caller, START))
    const { position } = await changesOf(caller, START, 4)
    expect((await caller.call('sync', { epoch, inbox: position })).inbox).toEqual(await changesOf(caller, position))
    // Without the epoch it is not known whose position it is.
    expect((await caller.call('sync', { inbox: position })).inbox).toMatchObject({ outcome: 'reset' })
  })

  it('[P4] a position that is not in the log is answered by reset, with where it stands', async () => {
    await live()
    const { entries, position } = await changesOf(caller, START)
    const [first, second] = entries
    const strange = [
      { seq: 7, id: NO_SUCH_ID },
      { seq: 2, id: first?.id },
      { seq: 1, id: second?.id },
      { seq: 3, id: null },
      { seq: 0, id: first?.id },
      { seq: 2 ** 40, id: NO_SUCH_ID },
    ]
    for (const one of strange) {
      const { inbox } = await caller.call('get_inbox_changes', { position: one })
      expect(inbox).toEqual({ outcome: 'reset', position, unreadCount: 0 })
    }
    for (const payload of [{}, { position: { seq: -1, id: null } }, { position: START, limit: 0 }]) {
      expect(await caller.refusal('get_inbox_changes', payload)).toMatchObject({ code: 'invalid_request' })
    }
  })

  it('reading one and all is counted, told once, and done only once', async () => {
    for (const person of [bob, cem, bob]) await like(person)
    const [first] = await hers.waitFor('notification', 3)
    await hers.clear()
    const read = await caller.call('mark_notification_read', { id: first?._id })
    expect(read.notification).toEqual({ ...first, isRead: true, updatedSeq: 4 })
    expect(await caller.call('mark_notification_read', { id: first?._id })).toEqual(read)
    expect((await hers.call('get_notifications')).unreadCount).toBe(2)
    await caller.call('mark_all_notifications_read')
    await caller.call('mark_all_notifications_read')
    expect(await hers.call('get_notifications')).toMatchObject({ unreadCount: 0, position: { seq: 5 } })
    expect(await hers.heard()).toEqual(['inbox_changed', 'inbox_changed'])
  })

  it("[P5] somebody else's is not there", async () => {
    await like(bob)
    const [theirs] = await hers.waitFor('notification')
    const stranger = await world.open(way, cem)
    const refused = [theirs?._id, NO_SUCH_ID].map((id) => stranger.refusal('mark_notification_read', { id }))
    const [ofTheirs, ofNone] = await Promise.all(refused)
    expect(ofTheirs).toEqual(ofNone)
    expect(ofNone?.code).toBe('notification_not_found')
    await stranger.call('mark_all_notifications_read')
    expect((await hers.call('get_notifications')).unreadCount).toBe(1)
    const { inbox } = await stranger.call('get_inbox_changes', { position: { seq: 1, id: theirs?._id } })
    expect(inbox).toEqual({ outcome: 'reset', position: START, unreadCount: 0 })
  })
})
