import { LinstaError } from '@linsta/protocol'
import { type RoomState, requireParticipantChange } from '../../ports/roomState.ts'
import type { Appended, AppendMessage, AppendParticipant } from '../../ports/roomStore.ts'
import type { Collections, EntryDocument } from './collections.ts'
import { insertInOrder } from './insertInOrder.ts'
import { toObjectId } from './keys.ts'
import type { RoomCache } from './roomCache.ts'
import type { LoadedRoom, RoomLog } from './roomLog.ts'
import { copyMovingRoom, type MessageDocument, type MovingRoom, moveOver, toEntry } from './roomRows.ts'
import type { TextHash } from './textHash.ts'
import type { UserWrites } from './userWrites.ts'

/** Entries that one insert carries. FerretDB inserts more than these out of order. */
export const GROUP_MAX = 100

/** A call that waits to be appended. */
export type Waiting = {
  command: AppendMessage | AppendParticipant
  resolve(appended: Appended): void
  reject(error: unknown): void
}

/** What becomes of a call: an entry to be inserted, or an answer that inserts nothing. */
type Outcome = { waiting: Waiting } & (
  | { entry: EntryDocument }
  | { repeated: MessageDocument }
  | { refusal: LinstaError }
)

type Context = Pick<Collections, 'entries'> & {
  log: Pick<RoomLog, 'rollForward'>
  cache: RoomCache
  users: Pick<UserWrites, 'ensure'>
  hashText: TextHash
}

/** Appends messages and participants, as many at once as are waiting. */
export function createAppendGroup({ entries, log, cache, users, hashText }: Context) {
  const isMessageOf = async (room: RoomState, messageId: string): Promise<boolean> => {
    const found = await entries.findOne({ _id: toObjectId(messageId), roomId: toObjectId(room.chatRoomId) })
    return found?.kind === 'message'
  }

  /** The messages that took the clientMessageIds of these calls before, by their names in the index. */
  async function findEarlier(chatRoomId: string, group: readonly Waiting[]): Promise<Map<string, MessageDocument>> {
    const keys = group.map(({ command }) => sendKeyOf(command))
    const found = await entries.find({ roomId: toObjectId(chatRoomId), sendKey: { $in: keys } }).toArray()
    return new Map(found.flatMap((entry) => (entry.kind === 'message' ? [[entry.sendKey, entry] as const] : [])))
  }

  function isSameText(earlier: MessageDocument, text: string): boolean {
    if (earlier.textHash === null) return earlier.text === text
    return Buffer.compare(hashText(text).value(), earlier.textHash.value()) === 0
  }

  /** What a message becomes behind `before`, which is to be inserted ahead of it. */
  async function prepareMessage(
    command: AppendMessage,
    draft: { room: RoomState; before: EntryDocument[]; earlier: Map<string, MessageDocument> },
  ): Promise<{ entry: EntryDocument } | { repeated: MessageDocument }> {
    const { room, before, earlier } = draft
    const { actorId, at, text, clientMessageId = null, replyTo } = command
    if (!room.participants.has(actorId)) throw new LinstaError('not_a_participant')
    if (replyTo !== null) {
      const isThere = before.some(({ _id, kind }) => kind === 'message' && _id.equals(replyTo))
      if (!isThere && !(await isMessageOf(room, replyTo))) throw new LinstaError('message_not_found')
    }
    const sendKey = sendKeyOf(command)
    const first = earlier.get(sendKey)
    if (first !== undefined && !isSameText(first, text)) throw new LinstaError('conflict')
    if (first !== undefined) return { repeated: first }
    const seq = room.head.seq + 1
    const place = { _id: toObjectId(command.id), roomId: toObjectId(room.chatRoomId), seq, actorId, at, sendKey }
    const state = { text, clientMessageId, replyTo: replyTo === null ? null : toObjectId(replyTo) }
    return { entry: { ...place, kind: 'message', ...state, deleted: false, textHash: null, updatedSeq: seq } }
  }

  function prepareParticipant(command: AppendParticipant, room: RoomState): { entry: EntryDocument } {
    const { kind, actorId, at, userId } = command
    requireParticipantChange(room, command)
    const place = { _id: toObjectId(command.id), roomId: toObjectId(room.chatRoomId), seq: room.head.seq + 1 }
    return { entry: { ...place, actorId, at, sendKey: sendKeyOf(command), kind, userId } }
  }

  /** What becomes of the calls one after another, up to the first that repeats one before it: it is not stored yet. */
  async function prepare(moving: MovingRoom, group: readonly Waiting[], earlier: Map<string, MessageDocument>) {
    const draft = copyMovingRoom(moving)
    const outcomes: Outcome[] = []
    const before: EntryDocument[] = []
    for (const waiting of group) {
      const { command } = waiting
      if (before.some(({ sendKey }) => sendKey === sendKeyOf(command))) break
      try {
        const prepared =
          command.kind === 'message'
            ? await prepareMessage(command, { room: draft.room, before, earlier })
            : prepareParticipant(command, draft.room)
        outcomes.push({ waiting, ...prepared })
        if (!('entry' in prepared)) continue
        before.push(prepared.entry)
        moveOver(draft, prepared.entry)
      } catch (error) {
        if (!(error instanceof LinstaError)) throw error
        outcomes.push({ waiting, refusal: error })
      }
    }
    return { outcomes, inserts: before }
  }

  /** Appends what it can. @returns the calls that are left: somebody else took a place or a name before them */
  async function appendSome(room: LoadedRoom, group: readonly Waiting[], isFresh: boolean) {
    const earlier = isFresh ? await findEarlier(room.moving.room.chatRoomId, group) : new Map()
    const { outcomes, inserts } = await prepare(room.moving, group, earlier)
    if (!isFresh && outcomes.some((outcome) => 'refusal' in outcome)) return group
    const joiners = inserts.flatMap((entry) => (entry.kind === 'participant_added' ? [entry.userId] : []))
    if (joiners.length > 0) await users.ensure(joiners)
    const inserted = inserts.slice(0, await insertInOrder(entries, inserts))
    const moving = copyMovingRoom(room.moving)
    for (const entry of inserted) moveOver(moving, entry)
    const applied = await log.rollForward({ stored: room.stored, tail: inserted, moving })
    const isComplete = inserted.length === inserts.length
    if (isComplete) cache.keep(applied)
    else cache.forget(room)
    const failed = isComplete ? undefined : inserts[inserted.length]
    const end =
      failed === undefined ? outcomes.length : outcomes.findIndex((one) => 'entry' in one && one.entry === failed)
    for (const outcome of outcomes.slice(0, end)) answer(outcome)
    return group.slice(end)
  }

  return async function appendGroup(chatRoomId: string, group: readonly Waiting[]): Promise<void> {
    let rest = group
    try {
      while (rest.length > 0) {
        rest = await cache.change(chatRoomId, async (room, { isFresh }) => {
          const left = await appendSome(room, rest, isFresh)
          // What is left of a group that moved on starts over, and what did not move is attempted again.
          return left.length < rest.length ? left : undefined
        })
      }
    } catch (error) {
      for (const { reject } of rest) reject(error)
    }
  }
}

function answer(outcome: Outcome): void {
  const { resolve, reject } = outcome.waiting
  if ('refusal' in outcome) reject(outcome.refusal)
  else if ('repeated' in outcome) resolve({ entry: toEntry(outcome.repeated), repeated: true })
  else resolve({ entry: toEntry(outcome.entry), repeated: false })
}

/** What the unique index on sends holds: no id looks like a list, so that one cannot be taken for the other. */
const sendKeyOf = (command: AppendMessage | AppendParticipant): string =>
  command.kind === 'message' && command.clientMessageId !== undefined
    ? JSON.stringify([command.actorId, command.clientMessageId])
    : command.id
