import { describe, expect, it } from 'vitest'
import { message, sent } from '../../test/fakeClient.ts'
import { createRows } from './rows.ts'

const rowsOf = (messages: Parameters<typeof createRows>[0], unreadAfterSeq: number | null = null) =>
  createRows(messages, { userId: 'ann', unreadAfterSeq })

describe('rows', () => {
  it('put messages of one sender within five minutes into one group', () => {
    const rows = rowsOf([
      sent(1, { createdAt: '2026-05-04T10:00:00.000Z' }),
      sent(2, { createdAt: '2026-05-04T10:04:59.000Z' }),
      sent(3, { createdAt: '2026-05-04T10:09:59.000Z' }),
      sent(4, { createdAt: '2026-05-04T10:10:00.000Z', senderId: 'ann' }),
    ])
    expect(rows.map((row) => [row.startsGroup, row.endsGroup])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ])
  })

  it('begin each day, by the calendar of this place', () => {
    const noon = (day: number) => new Date(2026, 4, day, 12).toISOString()
    const rows = rowsOf([
      sent(1, { createdAt: noon(4) }),
      sent(2, { createdAt: noon(4) }),
      sent(3, { createdAt: noon(5) }),
    ])
    expect(rows.map((row) => row.startsDay)).toEqual([true, false, true])
  })

  it('mark the first message of others behind the receipt, and begin a group there', () => {
    const rows = rowsOf(
      [sent(1), sent(2, { senderId: 'ann' }), sent(3, { deleted: true, text: '' }), sent(4), sent(5)],
      1,
    )
    expect(rows.map((row) => row.startsUnread)).toEqual([false, false, false, true, false])
    expect(rows[3]?.startsGroup).toBe(true)
    expect(rows[2]?.endsGroup).toBe(true)
  })

  it('mark none where what is unread began before what is loaded', () => {
    const options = { userId: 'ann', unreadAfterSeq: 3 }
    const startsOf = (hasMoreBefore: boolean) =>
      createRows([sent(5), sent(6)], { ...options, hasMoreBefore }).map((row) => row.startsUnread)
    expect(startsOf(true)).toEqual([false, false])
    // Nothing is there before it: position 4 was no message.
    expect(startsOf(false)).toEqual([true, false])
    expect(createRows([sent(4)], { ...options, hasMoreBefore: true })[0]?.startsUnread).toBe(true)
  })

  it('mark nothing where nothing was unread', () => {
    expect(rowsOf([sent(1), sent(2)], null).some((row) => row.startsUnread)).toBe(false)
  })

  it('take what is not sent yet for one’s own', () => {
    const { text, createdAt } = message(1)
    const pending = { key: 'p', clientMessageId: 'p', text, replyTo: null, createdAt }
    const [row] = rowsOf([{ ...pending, state: 'pending' }])
    expect(row).toMatchObject({ isOwn: true, seq: null, senderId: 'ann' })
  })
})
