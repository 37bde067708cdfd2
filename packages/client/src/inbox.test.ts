import type { InboxEntry, Notification } from '@linsta/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../test/world.ts'
import type { LinstaClient } from './createLinstaClient.ts'
import { createInboxLog } from './inboxLog.ts'

describe('an inbox', () => {
  let world: World
  beforeEach(() => {
    world = createWorld()
  })
  afterEach(() => world.close())

  const shown = (client: LinstaClient) =>
    client.inbox.getSnapshot().notifications.map(({ type, isRead }) => (isRead ? `(${type})` : type))

  it('[P8] counts without being loaded, and shows the newest first when it is looked at', async () => {
    const { server, time } = world
    for (const type of ['a', 'b', 'c']) server.notify('ann', type)
    const ann = world.client('ann')
    await time.pass(100)
    expect(ann.inbox.getSnapshot()).toEqual({ state: 'loading', notifications: [], unreadCount: 3 })
    server.notify('ann', 'd')
    await time.pass(50)
    expect(ann.inbox.getSnapshot().unreadCount).toBe(4)
    expect(server.callsOf('get_notifications')).toHaveLength(0)
    ann.inbox.subscribe(() => {})
    await time.pass(50)
    expect(shown(ann)).toEqual(['d', 'c', 'b', 'a'])
    expect(ann.inbox.getSnapshot()).toMatchObject({ state: 'ready', hasMore: false, unreadCount: 4 })
  })

  it('follows what is read, taken back and read all at once, here and in another tab', async () => {
    const { server, time } = world
    const [a, b] = [server.notify('ann', 'a'), server.notify('ann', 'b')]
    const ann = world.client('ann')
    ann.inbox.subscribe(() => {})
    await time.pass(100)
    await Promise.all([ann.inbox.markRead(a._id), time.pass(50)])
    expect([shown(ann), ann.inbox.getSnapshot().unreadCount]).toEqual([['b', '(a)'], 1])
    server.retract('ann', b._id)
    await time.pass(50)
    expect([shown(ann), ann.inbox.getSnapshot().unreadCount]).toEqual([['(a)'], 0])
    server.retract('ann', a._id)
    for (const type of ['c', 'd']) server.notify('ann', type)
    await time.pass(50)
    expect(ann.inbox.getSnapshot().unreadCount).toBe(2)
    await Promise.all([ann.inbox.markAllRead(), time.pass(50)])
    expect([shown(ann), ann.inbox.getSnapshot().unreadCount]).toEqual([['(d)', '(c)'], 0])
    const missing = ann.inbox.markRead(a._id)
    missing.catch(() => {})
    await time.pass(50)
    await expect(missing).rejects.toMatchObject({ code: 'notification_not_found' })
  })

  it('[P8] after an absence and a gap it has each notification once', async () => {
    const { server, time } = world
    const ann = world.client('ann')
    ann.inbox.subscribe(() => {})
    await time.pass(100)
    server.isDown = true
    server.cut()
    for (let index = 0; index < 6; index += 1) server.notify('ann', `${index}`)
    server.isDown = false
    await time.pass(5_000)
    server.losesEvent = () => true
    server.notify('ann', '6')
    server.losesEvent = () => false
    server.notify('ann', '7')
    await time.pass(100)
    expect(shown(ann)).toEqual(['7', '6', '5', '4', '3', '2', '1', '0'])
    expect(ann.inbox.getSnapshot().unreadCount).toBe(8)
    expect(server.callsOf('get_notifications')).toHaveLength(1)
  })

  it('pages back', async () => {
    const { server, time } = world
    for (let index = 0; index < 50; index += 1) server.notify('ann', `${index}`)
    const ann = world.client('ann')
    ann.inbox.subscribe(() => {})
    await time.pass(100)
    expect(shown(ann)).toHaveLength(20)
    await Promise.all([ann.inbox.loadOlder(), ann.inbox.loadOlder(), time.pass(50)])
    expect(shown(ann)).toHaveLength(40)
    await Promise.all([ann.inbox.loadOlder(), time.pass(50)])
    await ann.inbox.loadOlder()
    expect(shown(ann)).toHaveLength(50)
    expect(ann.inbox.getSnapshot()).toMatchObject({ hasMore: false })
    expect(server.callsOf('get_notifications')).toHaveLength(3)
  })
})

describe('an inbox log', () => {
  it('an older page that was read before the window began brings back nothing that was taken back', () => {
    const about = { userId: 'ann', type: 'LIKE', message: '', referenceId: '', createdAt: '2026-01-01', isRead: false }
    const made = (seq: number): Notification => ({ ...about, _id: `e${seq}`, seq, updatedSeq: seq })
    const newest = { notifications: [made(4), made(3)], hasMore: true }
    const log = createInboxLog()
    log.start({ ...newest, position: { seq: 4, id: 'e4' }, unreadCount: 4 })
    const older = { notifications: [made(2), made(1)], hasMore: false, position: { seq: 4, id: 'e4' }, unreadCount: 4 }
    // The retraction of the first one, entry 5, is in this page already.
    log.start({ ...newest, position: { seq: 5, id: 'e5' }, unreadCount: 3 })
    log.addOlder(3, older)
    expect(log.notifications.map(({ seq }) => seq)).toEqual([3, 4])
    log.addOlder(3, { ...older, notifications: [made(2)], position: { seq: 5, id: 'e5' } })
    expect(log.notifications.map(({ seq }) => seq)).toEqual([2, 3, 4])
  })

  const happening = fc.record({
    does: fc.constantFrom(
      'notify',
      'notify',
      'read',
      'retract',
      'readAll',
      'live',
      'live',
      'older',
      'newest',
      'arrive',
    ),
    which: fc.nat(30),
  })

  it('[P11] shows and counts what the log says, whatever arrives in whatever order', () => {
    fc.assert(
      fc.property(fc.array(happening, { size: 'max', maxLength: 60 }), (list) => {
        const entries: InboxEntry[] = []
        const states = new Map<string, Notification>()
        const retracted = new Set<string>()
        const common = () => ({ seq: entries.length + 1, id: `e${entries.length + 1}`, at: '2026-01-01' })
        const current = () => [...states.values()].filter(({ _id }) => !retracted.has(_id)).reverse()
        const unread = () => current().filter(({ isRead }) => !isRead).length
        const set = (notification: Notification) => {
          states.set(notification._id, notification)
          return notification
        }
        const page = (before: number) => {
          const all = current().filter(({ seq }) => seq < before)
          const position = { seq: entries.length, id: entries.at(-1)?.id ?? null }
          return { notifications: all.slice(0, 3), hasMore: all.length > 3, position, unreadCount: unread() }
        }
        const log = createInboxLog()
        const underWay: (() => void)[] = []
        log.start(page(Number.POSITIVE_INFINITY))

        for (const { does, which } of list) {
          const target = current()[which % Math.max(1, current().length)]
          const seq = entries.length + 1
          if (does === 'notify') {
            const about = { userId: 'ann', type: 'LIKE', message: '', referenceId: '', createdAt: '2026-01-01' }
            const notification = set({ ...about, _id: `e${seq}`, isRead: false, seq, updatedSeq: seq })
            entries.push({ ...common(), kind: 'notification', notification })
          } else if (does === 'read' && target && !target.isRead) {
            const notification = set({ ...target, isRead: true, updatedSeq: seq })
            entries.push({ ...common(), kind: 'read', notification })
          } else if (does === 'retract' && target) {
            retracted.add(target._id)
            entries.push({ ...common(), kind: 'retracted', notification: set({ ...target, updatedSeq: seq }) })
          } else if (does === 'readAll') {
            for (const one of states.values()) if (!one.isRead) set({ ...one, isRead: true, updatedSeq: seq })
            entries.push({ ...common(), kind: 'all_read' })
          } else if (does === 'live') {
            const entry = entries[which % Math.max(1, entries.length)]
            if (entry) underWay.push(() => void log.offer(entry))
          } else if (does === 'older') {
            const before = log.notifications[0]?.seq ?? 0
            const read = page(before)
            underWay.push(() => log.addOlder(before, read))
          } else if (does === 'newest') {
            const read = page(Number.POSITIVE_INFINITY)
            underWay.push(() => log.start(read))
          } else if (does === 'arrive') underWay.splice(which % Math.max(1, underWay.length), 1)[0]?.()
        }

        log.takeChanges({
          outcome: 'changes',
          // With the current states, as a server answers.
          entries: entries
            .slice(log.position?.seq)
            .map((entry) =>
              entry.kind === 'all_read'
                ? entry
                : { ...entry, notification: states.get(entry.notification._id) ?? entry.notification },
            ),
          position: { seq: entries.length, id: entries.at(-1)?.id ?? null },
          hasMore: true, // so that the count is not simply taken over
          unreadCount: -1,
        })
        const shape = ({ _id, isRead }: Notification) => ({ _id, isRead })
        const shown = [...log.notifications].reverse()
        expect(shown.map(shape)).toEqual(current().slice(0, shown.length).map(shape))
        expect(log.unreadCount).toBe(unread())
        // That the last ones behind a page were taken back is found out by asking for them.
        if (!log.hasMore) expect(shown).toHaveLength(current().length)
      }),
      { numRuns: 1_000 },
    )
  })
})
