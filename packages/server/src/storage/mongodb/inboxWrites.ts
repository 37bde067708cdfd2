import { ObjectId } from 'mongodb'
import type { InboxEntry, InboxStore, NewNotification, NotificationState } from '../../ports/inboxStore.ts'
import { type CallOrder, createCallOrder } from './callOrder.ts'
import type { Collections, InboxEntryDocument, NotificationDocument } from './collections.ts'
import type { InboxLog } from './inboxLog.ts'
import { toInboxEntry, toNotificationState } from './inboxRows.ts'
import { insertInOrder } from './insertInOrder.ts'
import { NEVER, toObjectId } from './keys.ts'
import { pauseBeforeAttempt } from './pauseBeforeAttempt.ts'

type Context = Pick<Collections, 'inboxEntries'> & { log: InboxLog; callOrder: CallOrder }

/** What is to be appended behind a position, or nothing; `target` is what it reads or takes back. */
type Next = { entry: InboxEntryDocument; target?: NotificationDocument } | undefined

type Action = { userId: string; dedupeKey: string; generation: number; at: number }

/**
 * The writes of inboxes, mostly as part of an action. Whether there is anything to append is decided behind the end of
 * the log: whoever decides the same at once finds the place taken, and decides again.
 */
export function createInboxWrites({ inboxEntries, log, callOrder }: Context) {
  /** One append of this process to an inbox at a time, so that they are heard of in the order of the log. */
  const appends = createCallOrder()
  let hear: (entry: InboxEntry) => void = () => undefined

  const append = (userId: string, decide: (seq: number) => Promise<Next>): Promise<InboxEntry | undefined> =>
    appends.run([userId], async () => {
      for (let attempts = 0; ; attempts += 1) {
        await pauseBeforeAttempt(attempts)
        const seq = (await log.readHead(userId)).seq + 1
        const next = await decide(seq)
        if (next === undefined) return undefined
        if ((await insertInOrder(inboxEntries, [next.entry])) === 0) continue
        await log.apply(userId, [next.entry])
        const entry = toInboxEntry(next.entry, { target: changedBy(next), atSeq: seq })
        hear(entry)
        return entry
      }
    })

  async function findNewest({ userId, dedupeKey }: Action): Promise<NotificationDocument | undefined> {
    const [newest] = await inboxEntries.find({ userId, dedupeKey }).sort({ seq: -1 }).limit(1).toArray()
    return newest?.kind === 'notification' ? newest : undefined
  }

  const change = (
    target: NotificationDocument,
    about: { kind: 'read' | 'retracted'; seq: number; at: number },
  ): Next => ({
    entry: { _id: new ObjectId(), userId: target.userId, targetSeq: target.seq, ...about },
    target,
  })

  async function retractOne(target: NotificationDocument, at: number): Promise<void> {
    const { _id, userId } = target
    await append(userId, async (seq) => {
      const current = await inboxEntries.findOne({ _id, userId })
      if (current?.kind !== 'notification' || current.retractedSeq !== NEVER) return undefined
      return change(current, { kind: 'retracted', seq, at })
    })
  }

  async function markRead(command: Parameters<InboxStore['markRead']>[0]): Promise<NotificationState | undefined> {
    const { userId, notificationId, at } = command
    let unchanged: NotificationState | undefined
    const entry = await append(userId, async (seq) => {
      const target = await inboxEntries.findOne({ _id: toObjectId(notificationId), userId })
      unchanged = undefined
      if (target?.kind !== 'notification' || target.retractedSeq !== NEVER) return undefined
      if (target.readSeq === NEVER) return change(target, { kind: 'read', seq, at })
      unchanged = toNotificationState(target, NEVER - 1)
      return undefined
    })
    return entry !== undefined && 'notification' in entry ? entry.notification : unchanged
  }

  async function markAllRead({ userId, at }: { userId: string; at: number }): Promise<void> {
    await append(userId, async (seq) => {
      if ((await log.countUnread(userId, seq - 1)) === 0) return undefined
      return { entry: { _id: new ObjectId(), userId, seq, at, kind: 'all_read' } }
    })
  }

  return {
    onAppended: (listener: (entry: InboxEntry) => void): void => {
      hear = listener
    },

    /**
     * Stores a notification over a lower generation only, so that a late writer cannot bring back what was taken back.
     * After one that was read, the same action does not notify again.
     */
    async notify(action: Action & { notification: NewNotification }): Promise<void> {
      const { dedupeKey, generation, at, notification } = action
      const { id, userId, type, message, referenceId, data } = notification
      await append(userId, async (seq) => {
        const newest = await findNewest({ ...action, userId })
        if (newest !== undefined) {
          const isTakenBackUnread = newest.retractedSeq !== NEVER && newest.readSeq === NEVER
          if (newest.generation >= generation || !isTakenBackUnread) return undefined
        }
        const json = data === undefined ? {} : { data: JSON.stringify(data) }
        const about = { type, message, referenceId, ...json, dedupeKey, generation }
        const unchanged = { readAt: null, readSeq: NEVER, retractedSeq: NEVER }
        return { entry: { _id: toObjectId(id), userId, seq, at, kind: 'notification', ...about, ...unchanged } }
      })
    },

    /** Takes back the notification of an action that was undone, if it is there and of no later generation. */
    async retract(action: Action): Promise<void> {
      const newest = await findNewest(action)
      if (newest !== undefined && newest.generation <= action.generation) await retractOne(newest, action.at)
    },

    /** Takes back every notification about something that is gone, from all inboxes. */
    async retractAllAbout({ referenceId, at }: { referenceId: string; at: number }): Promise<void> {
      const found = await inboxEntries.find({ referenceId, retractedSeq: NEVER }).toArray()
      for (const target of found) if (target.kind === 'notification') await retractOne(target, at)
    },

    markRead: (command: Parameters<InboxStore['markRead']>[0]) =>
      callOrder.run([inboxKey(command.userId)], () => markRead(command)),
    markAllRead: (command: Parameters<InboxStore['markAllRead']>[0]) =>
      callOrder.run([inboxKey(command.userId)], () => markAllRead(command)),
  }
}

export type InboxWrites = ReturnType<typeof createInboxWrites>

/** What calls that touch somebody's inbox have in common. */
export const inboxKey = (userId: string): string => `inbox ${userId}`

/** The target as the entry leaves it. */
function changedBy({ entry, target }: NonNullable<Next>): NotificationDocument | undefined {
  if (target === undefined || entry.kind === 'notification' || entry.kind === 'all_read') return target
  const { seq, at } = entry
  return entry.kind === 'read' ? { ...target, readSeq: seq, readAt: at } : { ...target, retractedSeq: seq }
}
