import type { Filter } from 'mongodb'
import type { Position } from '../../ports/roomStore.ts'
import type { Collections, InboxEntryDocument, NotificationDocument } from './collections.ts'
import { NEVER, toId } from './keys.ts'

/**
 * The logs of inboxes, and the notifications that follow from them: brought up to an entry by whoever finds them behind,
 * as rooms are. Everything is read as it was at a position, so that what is read together agrees.
 */
export function createInboxLog({ inboxEntries, inboxes }: Pick<Collections, 'inboxEntries' | 'inboxes'>) {
  const readTail = (userId: string, afterSeq: number): Promise<InboxEntryDocument[]> =>
    inboxEntries
      .find({ userId, seq: { $gt: afterSeq } })
      .sort({ seq: 1 })
      .toArray()

  /** Brings the notifications up to the entry behind the one they are at. Done twice, or late, it changes nothing. */
  async function applyToNotifications(entry: InboxEntryDocument): Promise<void> {
    const { userId, seq, at } = entry
    switch (entry.kind) {
      case 'notification':
        break
      case 'read': {
        const isMeant = { userId, seq: entry.targetSeq, readSeq: NEVER }
        await inboxEntries.updateOne(isMeant, { $set: { readSeq: seq, readAt: at } })
        break
      }
      case 'retracted': {
        const isMeant = { userId, seq: entry.targetSeq, retractedSeq: NEVER }
        await inboxEntries.updateOne(isMeant, { $set: { retractedSeq: seq } })
        break
      }
      case 'all_read': {
        const isMeant = { userId, kind: 'notification' as const, readSeq: NEVER, retractedSeq: { $gt: seq } }
        await inboxEntries.updateMany({ ...isMeant, seq: { $lt: seq } }, { $set: { readSeq: seq, readAt: at } })
        break
      }
    }
  }

  /** Applies entries that follow one another, and remembers up to where. */
  async function apply(userId: string, tail: readonly InboxEntryDocument[]): Promise<void> {
    const last = tail.at(-1)
    if (last === undefined) return
    for (const entry of tail) await applyToNotifications(entry)
    await inboxes.updateOne({ _id: userId }, { $max: { appliedSeq: last.seq } }, { upsert: true })
  }

  return {
    apply,

    /** The end of somebody's log, up to which everything is applied. */
    async readHead(userId: string): Promise<Position> {
      const inbox = await inboxes.findOne({ _id: userId })
      const tail = await readTail(userId, (inbox?.appliedSeq ?? 1) - 1)
      await apply(userId, tail.slice(inbox === null ? 0 : 1))
      const last = tail.at(-1)
      return last === undefined ? { seq: 0, id: null } : { seq: last.seq, id: toId(last._id) }
    },

    countUnread: (userId: string, atSeq: number): Promise<number> =>
      inboxEntries.countDocuments({ ...shownAt(userId, atSeq), readSeq: { $gt: atSeq } }),
  }
}

export type InboxLog = ReturnType<typeof createInboxLog>

/** The notifications that an inbox showed at a position: there by then, and not taken back by then. */
export const shownAt = (userId: string, atSeq: number): Filter<InboxEntryDocument> & Filter<NotificationDocument> => ({
  ...{ userId, kind: 'notification' },
  ...{ seq: { $lte: atSeq }, retractedSeq: { $gt: atSeq } },
})
