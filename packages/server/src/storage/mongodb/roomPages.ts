import type { MessageState, RoomStore } from '../../ports/roomStore.ts'
import type { Collections, EntryDocument } from './collections.ts'
import { toId, toObjectId } from './keys.ts'
import type { RoomLog } from './roomLog.ts'
import { type MessageDocument, toEntry, toMessageState } from './roomRows.ts'

type Context = Pick<Collections, 'entries' | 'rooms'> & { log: Pick<RoomLog, 'ensureApplied'> }
type Range = { from: number; to: number; limit: number; nearest: 'from' | 'to' }

/** Reads of a room's log by position: pages of messages, and the tail behind a position. */
export function createRoomPages({
  entries,
  rooms,
  log,
}: Context): Pick<RoomStore, 'readMessages' | 'readPage' | 'readChanges'> {
  /** Positions `from` to `to`, oldest first: of more than `limit`, the ones nearest to the end that is named. */
  async function readRange(chatRoomId: string, range: Range): Promise<{ page: MessageState[]; more: boolean }> {
    const { from, to, limit, nearest } = range
    if (from > to) return { page: [], more: false }
    const documents = await entries
      .find({ roomId: toObjectId(chatRoomId), kind: 'message', seq: { $gte: from, $lte: to } })
      .sort({ seq: nearest === 'from' ? 1 : -1 })
      .limit(limit + 1)
      .toArray()
    const page = toMessageStates(documents.slice(0, limit))
    return { page: nearest === 'from' ? page : page.reverse(), more: documents.length > limit }
  }

  /** The messages that entries delete, by id. */
  async function readTargets(chatRoomId: string, tail: EntryDocument[]): Promise<Map<string, MessageDocument>> {
    const ids = tail.flatMap((entry) => (entry.kind === 'delete' ? [entry.targetId] : []))
    if (ids.length === 0) return new Map()
    const found = await entries.find({ roomId: toObjectId(chatRoomId), _id: { $in: ids } }).toArray()
    return new Map(found.flatMap((entry) => (entry.kind === 'message' ? [[toId(entry._id), entry] as const] : [])))
  }

  async function isInLog(chatRoomId: string, position: { seq: number; id: string | null }): Promise<boolean> {
    const roomId = toObjectId(chatRoomId)
    if (position.seq === 0) return position.id === null && (await rooms.findOne({ _id: roomId })) !== null
    const entry = await entries.findOne({ roomId, seq: position.seq })
    return entry !== null && toId(entry._id) === position.id
  }

  return {
    async readMessages({ chatRoomId, throughSeq, limit, skip }) {
      await log.ensureApplied(chatRoomId, throughSeq)
      const documents = await entries
        .find({ roomId: toObjectId(chatRoomId), kind: 'message', seq: { $lte: throughSeq } })
        .sort({ seq: -1 })
        .skip(skip)
        .limit(limit)
        .toArray()
      return toMessageStates(documents).reverse()
    },

    async readPage({ chatRoomId, throughSeq, before, after, around, limit }) {
      await log.ensureApplied(chatRoomId, throughSeq)
      const read = (range: Range) => readRange(chatRoomId, range)
      const end = async (from: number) => (await read({ from, to: throughSeq, limit: 0, nearest: 'from' })).more
      const start = async (to: number) => (await read({ from: 1, to, limit: 0, nearest: 'to' })).more
      if (after !== undefined) {
        const { page, more } = await read({ from: after + 1, to: throughSeq, limit, nearest: 'from' })
        return { messages: page, hasMoreBefore: await start(Math.min(after, throughSeq)), hasMoreAfter: more }
      }
      if (around !== undefined) {
        const to = Math.min(around, throughSeq)
        const older = await read({ from: 1, to, limit: Math.ceil(limit / 2), nearest: 'to' })
        const rest = limit - older.page.length
        const newer = await read({ from: around + 1, to: throughSeq, limit: rest, nearest: 'from' })
        return { messages: [...older.page, ...newer.page], hasMoreBefore: older.more, hasMoreAfter: newer.more }
      }
      const to = before === undefined ? throughSeq : Math.min(before - 1, throughSeq)
      const { page, more } = await read({ from: 1, to, limit, nearest: 'to' })
      return { messages: page, hasMoreBefore: more, hasMoreAfter: await end(to + 1) }
    },

    async readChanges({ chatRoomId, position, throughSeq, limit }) {
      if (position.seq > throughSeq) return { outcome: 'reset' }
      await log.ensureApplied(chatRoomId, throughSeq)
      if (!(await isInLog(chatRoomId, position))) return { outcome: 'reset' }
      if (limit === 0) return { outcome: 'changes', entries: [] } // to the driver no limit at all
      const tail = await entries
        .find({ roomId: toObjectId(chatRoomId), seq: { $gt: position.seq, $lte: throughSeq } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray()
      const targets = await readTargets(chatRoomId, tail)
      const targetOf = (entry: EntryDocument) =>
        entry.kind === 'delete' ? targets.get(toId(entry.targetId)) : undefined
      return { outcome: 'changes', entries: tail.map((entry) => toEntry(entry, targetOf(entry))) }
    },
  }
}

const toMessageStates = (documents: EntryDocument[]): MessageState[] =>
  documents.filter((entry) => entry.kind === 'message').map(toMessageState)
