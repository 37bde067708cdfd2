import { afterEach, describe, expect, it } from 'vitest'
import { hasMongodb, newDatabaseUrl } from '../support/mongodbUrl.ts'
import { type HostApp, startHostApp } from './aHostApp.ts'

const invoice = { type: 'INVOICE', message: 'Your invoice is there', referenceId: 'invoice/2026-11' }

describe.each([
  ['SQLite', () => ({})],
  ...(hasMongodb ? [['MongoDB', () => ({ mongodbUrl: newDatabaseUrl() })] as const] : []),
] as const)('[P8] notifications of types that a host defines, on %s', (_store, store) => {
  let host: HostApp
  afterEach(() => host?.close())

  it('reach people live, wait for those who are away, and are taken back', async () => {
    host = await startHostApp({ options: store() })
    const [ann, bob] = [host.guest('ann'), host.guest('bob')]
    const fromAnn = await ann.join()
    await fromAnn.call('sync', {})
    const notice = { userIds: ['ann', 'bob', 'ann'], ...invoice, data: { sum: 12, currency: 'SEK' }, dedupeKey: 'one' }
    await Promise.all([host.linsta.notify(notice), host.linsta.notify(notice)])
    await host.linsta.notify({ ...notice, message: 'Told again' })
    const { userIds: _userIds, dedupeKey: _dedupeKey, ...told } = notice
    const expected = { ...told, isRead: false }
    expect(await fromAnn.waitFor('notification')).toMatchObject([{ ...expected, userId: 'ann' }])
    expect((await bob.ask('GET /api/notifications')).body).toMatchObject([{ ...expected, userId: 'bob' }])

    await host.linsta.retract({ userIds: ['ann'], dedupeKey: 'one' })
    expect(await fromAnn.waitFor('inbox_changed')).toMatchObject([{ kind: 'retracted', notification: expected }])
    expect((await ann.ask('GET /api/notifications')).body).toEqual([])
    expect((await bob.ask('GET /api/notifications/unread/count')).body).toEqual({ unreadCount: 1 })
    await fromAnn.settled()
    expect(fromAnn.all('notification')).toHaveLength(1)
    ann.leave()
  })

  it('are new ones each time without a key', async () => {
    host = await startHostApp({ options: store() })
    for (let times = 0; times < 2; times += 1) await host.linsta.notify({ userIds: ['ann'], ...invoice })
    expect((await host.guest('ann').ask('GET /api/notifications')).body).toHaveLength(2)
  })
})

describe('what a host must not tell', () => {
  let host: HostApp
  afterEach(() => host?.close())

  it('is refused with a sentence that says why, and stores nothing', async () => {
    host = await startHostApp()
    const notify = (fields: object) => host.linsta.notify({ userIds: ['ann'], ...invoice, ...fields })
    const ids = Array.from({ length: 1_001 }, (_, index) => `user ${index}`)
    await expect(notify({ userIds: ids })).rejects.toThrow('userIds must have at most 1000 ids')
    await expect(notify({ userIds: ['ann', ''] })).rejects.toThrow(/^userIds must be/)
    await expect(notify({ userIds: 'ann' })).rejects.toThrow(/^userIds must be/)
    await expect(notify({ type: '' })).rejects.toThrow(/^type must have/)
    await expect(notify({ message: 'x'.repeat(1_001) })).rejects.toThrow(/^message must have/)
    await expect(notify({ referenceId: undefined })).rejects.toThrow(/^referenceId must have/)
    await expect(notify({ data: { text: 'x'.repeat(5_000) } })).rejects.toThrow(/^data must be/)
    await expect(notify({ data: 'text' })).rejects.toThrow(/^data must be/)
    await expect(notify({ data: { when: () => undefined } })).rejects.toThrow()
    await expect(notify({ dedupeKey: 'x'.repeat(129) })).rejects.toThrow(/^dedupeKey must/)
    const withoutKey = { userIds: ['ann'] } as { userIds: string[]; dedupeKey: string }
    await expect(host.linsta.retract(withoutKey)).rejects.toThrow(/^dedupeKey must/)
    expect((await host.guest('ann').ask('GET /api/notifications')).body).toEqual([])
    await host.linsta.close()
    await expect(notify({})).rejects.toThrow()
  })
})
