import { describe, expect, it } from 'vitest'
import type { Broadcaster } from '../ports/broadcaster.ts'
import type { InboxEntry, InboxStore, NotificationState } from '../ports/inboxStore.ts'
import { createNotifications } from './createNotifications.ts'

const ID = '0123456789abcdef01234567'
const ENTRY_ID = '0123456789abcdef01234568'
const state: NotificationState = {
  _id: ID,
  userId: 'ann',
  seq: 7,
  type: 'LIKE',
  message: 'Bob liked your post',
  referenceId: ID,
  readAt: null,
  createdAt: 0,
  updatedSeq: 7,
}
const onWire = {
  ...{ _id: ID, userId: 'ann', type: 'LIKE', message: 'Bob liked your post', referenceId: ID },
  ...{ isRead: false, createdAt: '1970-01-01T00:00:00.000Z', seq: 7, updatedSeq: 7 },
}

/** What is sent to whom when an inbox store tells of an entry. */
function sentFor(entry: InboxEntry): unknown[] {
  const sent: unknown[] = []
  let tell: (entry: InboxEntry) => void = () => undefined
  const inboxes: Pick<InboxStore, 'onAppended'> = {
    onAppended(listener) {
      tell = listener
    },
  }
  const broadcaster: Pick<Broadcaster, 'toInbox' | 'toSynced'> = {
    toInbox: (event) => void sent.push({ to: 'inbox', ...event }),
    toSynced: (event) => void sent.push({ to: 'synced', ...event }),
  }
  createNotifications({
    inboxes: inboxes as InboxStore,
    broadcaster: broadcaster as Broadcaster,
    clock: { now: () => 0 },
  })
  tell(entry)
  return sent
}

describe('what is appended to an inbox', () => {
  it('reaches every connection of its owner that wants notifications, if it is a new one', () => {
    const entry = { userId: 'ann', seq: 7, id: ID, at: 0, kind: 'notification', notification: state } as const
    expect(sentFor(entry)).toEqual([{ to: 'inbox', userId: 'ann', name: 'notification', payload: onWire }])
  })

  it.each(['read', 'retracted'] as const)('reaches those in sync, if it is that one was %s', (kind) => {
    const notification = { ...state, readAt: 5, updatedSeq: 9 }
    const entry = { userId: 'ann', seq: 9, id: ENTRY_ID, at: 5, kind, notification }
    const payload = {
      ...{ seq: 9, id: ENTRY_ID, at: '1970-01-01T00:00:00.005Z', kind },
      notification: { ...onWire, isRead: true, updatedSeq: 9 },
    }
    expect(sentFor(entry)).toEqual([{ to: 'synced', userIds: ['ann'], name: 'inbox_changed', payload }])
  })

  it('reaches those in sync, if all were read', () => {
    const entry = { userId: 'ann', seq: 9, id: ENTRY_ID, at: 5, kind: 'all_read' } as const
    const payload = { seq: 9, id: ENTRY_ID, at: '1970-01-01T00:00:00.005Z', kind: 'all_read' }
    expect(sentFor(entry)).toEqual([{ to: 'synced', userIds: ['ann'], name: 'inbox_changed', payload }])
  })
})
