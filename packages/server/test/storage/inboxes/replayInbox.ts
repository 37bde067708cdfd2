import { expect } from 'vitest'
import type { InboxEntry, InboxStore, NotificationState } from '../../../src/ports/inboxStore.ts'
import type { Position } from '../../../src/ports/roomStore.ts'

const TAIL_LIMIT = 7 // entries an answer: small, so that tails take several

/** An inbox at a moment: everything it shows, newest first, and the end of its log. */
type InboxSnapshot = { notifications: NotificationState[]; head: Position & { unreadCount: number } }

export const takeSnapshot = (inboxes: InboxStore, userId: string): Promise<InboxSnapshot> =>
  inboxes.readPage({ userId, before: undefined, limit: 1_000_000 })

/** An inbox as somebody has it who had it as `snapshot` and then heard of entries, or reads them later: the newer state counts. */
function replayInbox({ notifications }: InboxSnapshot, entries: InboxEntry[]): NotificationState[] {
  const states = new Map(notifications.map((state) => [state._id, state]))
  for (const entry of entries) {
    if (entry.kind === 'all_read') {
      for (const [id, state] of states) {
        const isMeant = state.readAt === null && state.updatedSeq < entry.seq
        if (isMeant) states.set(id, { ...state, readAt: entry.at, updatedSeq: entry.seq })
      }
      continue
    }
    const { notification } = entry
    const known = states.get(notification._id)
    if (entry.kind === 'retracted') states.delete(notification._id)
    else if (known === undefined || known.updatedSeq < notification.updatedSeq) {
      states.set(notification._id, notification)
    }
  }
  return [...states.values()].sort((one, other) => other.seq - one.seq)
}

/** Everything behind a position, as somebody catches up with it who goes on from the last entry of each answer. */
async function readTail(inboxes: InboxStore, userId: string, from: Position): Promise<InboxEntry[]> {
  const tail: InboxEntry[] = []
  for (let position = from; ; ) {
    const answer = await inboxes.readChanges({ userId, position, limit: TAIL_LIMIT })
    if (answer.outcome === 'reset') throw new Error(`Position ${position.seq} of the inbox is not in its log`)
    const last = answer.entries.at(-1)
    if (last === undefined) {
      expect(position).toEqual({ seq: answer.head.seq, id: answer.head.id })
      return tail
    }
    expect(last.seq).toBeGreaterThan(position.seq)
    tail.push(...answer.entries)
    position = { seq: last.seq, id: last.id }
  }
}

/** Expects that from any moment on the log, read later or heard of live, leads to what the inbox shows now (P4). */
export async function expectInbox(
  inboxes: InboxStore,
  userId: string,
  { snapshots, heard }: { snapshots: InboxSnapshot[]; heard: InboxEntry[] },
): Promise<void> {
  const now = await takeSnapshot(inboxes, userId)
  const unread = now.notifications.filter(({ readAt }) => readAt === null)
  expect(now.head.unreadCount).toBe(unread.length)
  for (const snapshot of snapshots) {
    const { seq, id } = snapshot.head
    const tail = await readTail(inboxes, userId, { seq, id })
    expect(replayInbox(snapshot, tail)).toEqual(now.notifications)
    const live = heard.filter((entry) => entry.userId === userId && entry.seq > seq)
    expect(live.map((entry) => [entry.seq, entry.id, entry.kind])).toEqual(
      tail.map((entry) => [entry.seq, entry.id, entry.kind]),
    )
    expect(replayInbox(snapshot, live)).toEqual(now.notifications)
  }
}
