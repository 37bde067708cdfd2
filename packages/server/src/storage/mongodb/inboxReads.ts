import type { InboxStore } from '../../ports/inboxStore.ts'
import type { Position } from '../../ports/roomStore.ts'
import type { Collections, InboxEntryDocument, NotificationDocument } from './collections.ts'
import { type InboxLog, shownAt } from './inboxLog.ts'
import { toInboxEntry, toNotificationState } from './inboxRows.ts'
import { toId } from './keys.ts'

type Context = Pick<Collections, 'inboxEntries'> & { log: Pick<InboxLog, 'readHead' | 'countUnread'> }

/** What the rules read of inboxes, each as it was at one position of its log. */
export function createInboxReads({
  inboxEntries,
  log,
}: Context): Pick<InboxStore, 'list' | 'countUnread' | 'readPage' | 'readChanges'> {
  async function readHeadAndCount(userId: string) {
    const head = await log.readHead(userId)
    return { ...head, unreadCount: head.seq === 0 ? 0 : await log.countUnread(userId, head.seq) }
  }

  async function isInLog(userId: string, position: Position): Promise<boolean> {
    if (position.seq === 0) return position.id === null
    const entry = await inboxEntries.findOne({ userId, seq: position.seq })
    return entry !== null && toId(entry._id) === position.id
  }

  /** The notifications that entries read or take back, by position. */
  async function readTargets(userId: string, tail: readonly InboxEntryDocument[]) {
    const seqs = tail.flatMap((entry) => ('targetSeq' in entry ? [entry.targetSeq] : []))
    if (seqs.length === 0) return new Map<number, NotificationDocument>()
    const found = await inboxEntries.find({ userId, seq: { $in: seqs } }).toArray()
    return new Map(found.flatMap((entry) => (entry.kind === 'notification' ? [[entry.seq, entry] as const] : [])))
  }

  async function readShown(userId: string, page: { atSeq: number; before: number; limit: number; skip: number }) {
    const { atSeq, before, limit, skip } = page
    const found = await inboxEntries
      .find({ ...shownAt(userId, atSeq), seq: { $lte: Math.min(atSeq, before - 1) } })
      .sort({ seq: -1 })
      .skip(skip)
      .limit(limit)
      .toArray()
    return found.flatMap((entry) => (entry.kind === 'notification' ? [toNotificationState(entry, atSeq)] : []))
  }

  return {
    async list({ userId, limit, skip }) {
      const { seq } = await log.readHead(userId)
      return readShown(userId, { atSeq: seq, before: Number.POSITIVE_INFINITY, limit, skip })
    },

    async countUnread(userId) {
      return (await readHeadAndCount(userId)).unreadCount
    },

    async readPage({ userId, before = Number.POSITIVE_INFINITY, limit }) {
      const head = await readHeadAndCount(userId)
      const shown = await readShown(userId, { atSeq: head.seq, before, limit: limit + 1, skip: 0 })
      return { notifications: shown.slice(0, limit), hasMore: shown.length > limit, head }
    },

    async readChanges({ userId, position, limit }) {
      const head = await readHeadAndCount(userId)
      if (position === undefined || !(await isInLog(userId, position))) return { outcome: 'reset', head }
      if (limit === 0) return { outcome: 'changes', entries: [], head } // to the driver no limit at all
      const tail = await inboxEntries
        .find({ userId, seq: { $gt: position.seq, $lte: head.seq } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray()
      const targets = await readTargets(userId, tail)
      const atSeq = head.seq
      const toEntry = (entry: InboxEntryDocument) =>
        toInboxEntry(entry, { target: 'targetSeq' in entry ? targets.get(entry.targetSeq) : undefined, atSeq })
      return { outcome: 'changes', entries: tail.map(toEntry), head }
    },
  }
}
