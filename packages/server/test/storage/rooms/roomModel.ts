import type { Head, Participant, RoomState } from '../../../src/ports/roomState.ts'
import type {
  AppendDelete,
  Appended,
  AppendMessage,
  AppendParticipant,
  Entry,
  MessageState,
  RoomHeadState,
} from '../../../src/ports/roomStore.ts'

/** A message is one object, whatever entries name it; its first text is kept for repeats. */
type ModelEntry = Omit<Entry, 'kind'> &
  (
    | { kind: 'message' | 'delete'; message: MessageState; text: string }
    | ({ kind: AppendParticipant['kind'] } & { userId: string })
  )

type Member = { ordinal: number; joinedAtSeq: number; readSeq: number; deliveredSeq: number }

export type RoomModel = {
  /** Each answers what the storage must: an outcome, or the code of a refusal. */
  send(command: AppendMessage): Appended | string
  remove(command: AppendDelete): Appended | string
  change(command: AppendParticipant): Appended | string
  moveReceipt(command: { userId: string; lastReadSeq?: number; lastDeliveredSeq?: number }): Participant | string
  /** Current states, in the log's order. */
  messages(): MessageState[]
  /** The whole log, each message in its current state. */
  entries(): Entry[]
  head(): Head
  state(): RoomState
  /** The end of the log as somebody sees it; undefined for those who are not in the room. */
  headFor(userId: string): RoomHeadState | undefined
  /** Messages of others after somebody's receipt, counted one by one. */
  unread(userId: string): number
}

type NewRoom = Pick<RoomState, 'chatRoomId' | 'kind' | 'createdAt'> & { userIds: readonly string[] }

/** What must be true of a room: a list, its rules in their simplest form, and every count recounted (P11). */
export function createRoomModel({ userIds, ...room }: NewRoom): RoomModel {
  const { chatRoomId, kind, createdAt } = room
  const log: ModelEntry[] = []
  const members = new Map(userIds.map((userId, index) => [userId, join(0, index)]))

  const messages = () => log.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
  const count = (isCounted: (message: MessageState) => boolean) => messages().filter(isCounted).length
  const isByMember =
    (userId: string, { joinedAtSeq }: Member) =>
    (message: MessageState) =>
      message.senderId === userId && message.seq > joinedAtSeq

  const longestThere = (): string | null => {
    const byOrdinal = [...members].sort(([, one], [, other]) => one.ordinal - other.ordinal)
    return byOrdinal[0]?.[0] ?? null
  }

  /** Behind all who are there. */
  const nextOrdinal = () => 1 + Math.max(-1, ...[...members.values()].map(({ ordinal }) => ordinal))

  function unread(userId: string): number {
    const readSeq = members.get(userId)?.readSeq ?? 0
    return count(({ senderId, seq }) => senderId !== userId && seq > readSeq)
  }

  function participant(userId: string, member: Member): Participant {
    const isOwn = isByMember(userId, member)
    return {
      userId,
      ordinal: member.ordinal,
      sentCount: count(isOwn),
      lastReadSeq: member.readSeq,
      lastDeliveredSeq: member.deliveredSeq,
      readCount: count((message) => message.seq <= member.readSeq && !isOwn(message)),
    }
  }

  function head(): Head {
    const last = log.at(-1)
    return { seq: log.length, id: last?.id ?? null, messageCount: messages().length, at: last?.at ?? createdAt }
  }

  function append(entry: ModelEntry): Appended {
    log.push(entry)
    return { entry: toEntry(entry), repeated: false }
  }

  const state = (): RoomState => ({
    ...room,
    head: head(),
    participants: new Map([...members].map(([userId, member]) => [userId, participant(userId, member)])),
  })

  return {
    messages,
    entries: () => log.map(toEntry),
    head,
    state,
    unread,

    headFor(userId) {
      const { participants } = state()
      const viewer = participants.get(userId)
      if (viewer === undefined) return undefined
      const others = [...participants.values()].filter((one) => one.userId !== userId)
      const other = kind === 'direct' ? (others[0] ?? null) : null
      const ownerId = kind === 'group' ? longestThere() : null
      return { chatRoomId, kind, ownerId, head: head(), viewer, other, newest: messages().at(-1) ?? null }
    },

    send({ id, actorId, at, text, clientMessageId = null, replyTo }) {
      const sender = members.get(actorId)
      if (sender === undefined) return 'not_a_participant'
      if (replyTo !== null && !messages().some(({ _id }) => _id === replyTo)) return 'message_not_found'
      const earlier = log.find(
        (entry) =>
          entry.kind === 'message' &&
          clientMessageId !== null &&
          entry.message.clientMessageId === clientMessageId &&
          entry.actorId === actorId,
      )
      if (earlier?.kind === 'message') {
        return earlier.text === text ? { entry: toEntry(earlier), repeated: true } : 'conflict'
      }
      const seq = log.length + 1
      if (unread(actorId) === 0) readThrough(sender, seq)
      const of = { _id: id, chatRoomId, seq, senderId: actorId, createdAt: at, replyTo, clientMessageId }
      const message = { ...of, text, deleted: false, updatedSeq: seq }
      return append({ chatRoomId, seq, id, kind: 'message', actorId, at, message, text })
    },

    remove({ id, actorId, at, messageId }) {
      if (!members.has(actorId)) return 'not_a_participant'
      const target = messages().find(({ _id }) => _id === messageId)
      if (target === undefined) return 'message_not_found'
      if (target.senderId !== actorId) return 'not_your_message'
      const earlier = log[target.updatedSeq - 1]
      if (target.deleted && earlier !== undefined) return { entry: toEntry(earlier), repeated: true }
      const seq = log.length + 1
      Object.assign(target, { text: '', deleted: true, updatedSeq: seq })
      return append({ chatRoomId, seq, id, kind: 'delete', actorId, at, message: target, text: '' })
    },

    change({ kind: change, id, actorId, at, userId }) {
      if (!members.has(actorId)) return 'not_a_participant'
      if (kind === 'direct') return 'direct_room'
      const isLeaving = change === 'participant_removed' && actorId === userId
      if (actorId !== longestThere() && !isLeaving) return 'not_the_owner'
      if (change === 'participant_added' && members.has(userId)) return 'already_a_participant'
      if (change === 'participant_removed' && !members.has(userId)) return 'user_not_in_room'
      const seq = log.length + 1
      if (change === 'participant_added') members.set(userId, join(seq, nextOrdinal()))
      else members.delete(userId)
      return append({ chatRoomId, seq, id, kind: change, actorId, at, userId })
    },

    moveReceipt({ userId, lastReadSeq = 0, lastDeliveredSeq = 0 }) {
      const member = members.get(userId)
      if (member === undefined) return 'not_a_participant'
      readThrough(member, Math.min(lastReadSeq, log.length))
      member.deliveredSeq = Math.max(member.deliveredSeq, Math.min(lastDeliveredSeq, log.length))
      return participant(userId, member)
    },
  }
}

/** Somebody's receipt starts where they join. */
const join = (seq: number, ordinal: number): Member => ({
  ordinal,
  joinedAtSeq: seq,
  readSeq: seq,
  deliveredSeq: seq,
})

function readThrough(member: Member, seq: number): void {
  member.readSeq = Math.max(member.readSeq, seq)
  member.deliveredSeq = Math.max(member.deliveredSeq, member.readSeq)
}

/** A copy, because the model goes on. */
function toEntry(entry: ModelEntry): Entry {
  const { chatRoomId, seq, id, actorId, at } = entry
  const fields = { chatRoomId, seq, id, actorId, at }
  if ('userId' in entry) return { ...fields, kind: entry.kind, userId: entry.userId }
  return { ...fields, kind: entry.kind, message: { ...entry.message } }
}
