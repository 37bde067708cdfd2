import type { Participant, RoomState } from '../../../src/ports/roomState.ts'
import type { AppendDelete, Appended, AppendMessage, Entry, MessageState } from '../../../src/ports/roomStore.ts'

type EntryOfMessage = Extract<Entry, { kind: 'message' | 'delete' }>
type ModelEntry = Omit<EntryOfMessage, 'message'> & { made?: MessageState; text?: string }

export type RoomModel = {
  /** Each answers what the storage must: an outcome, or the code of a refusal. */
  send(command: AppendMessage): Appended | string
  remove(command: AppendDelete): Appended | string
  moveReceipt(command: { userId: string; lastReadSeq: number }): Participant | string
  /** Current states, in the log's order. */
  messages(): MessageState[]
  state(): RoomState
  /** Messages of others after somebody's receipt, counted one by one. */
  unread(userId: string): number
}

/** What must be true of a room: a list, its rules in their simplest form, and every count recounted (P11). */
export function createRoomModel(room: { chatRoomId: string; people: readonly string[]; at: number }): RoomModel {
  const { chatRoomId, people } = room
  const log: ModelEntry[] = []
  const receipts = new Map(people.map((userId) => [userId, 0]))

  const messages = () => log.flatMap(({ made }) => (made === undefined ? [] : [made]))
  const countOthers = (userId: string, isCounted: (seq: number) => boolean) =>
    messages().filter(({ senderId, seq }) => senderId !== userId && isCounted(seq)).length
  const lastRead = (userId: string) => receipts.get(userId) ?? 0
  const unread = (userId: string) => countOthers(userId, (seq) => seq > lastRead(userId))
  const participant = (userId: string): Participant => ({
    userId,
    sentCount: messages().filter(({ senderId }) => senderId === userId).length,
    lastReadSeq: lastRead(userId),
    lastDeliveredSeq: lastRead(userId),
    readCount: countOthers(userId, (seq) => seq <= lastRead(userId)),
  })
  /** A copy, because the model goes on. */
  const toEntry = ({ seq, id, kind, actorId, at }: ModelEntry, message: MessageState): Entry => ({
    chatRoomId,
    seq,
    id,
    kind,
    actorId,
    at,
    message: { ...message },
  })

  return {
    messages,
    unread,

    send({ id, actorId, at, text, clientMessageId, replyTo }) {
      if (!people.includes(actorId)) return 'not_a_participant'
      if (replyTo !== null && !messages().some(({ _id }) => _id === replyTo)) return 'message_not_found'
      const earlier = log.find(
        ({ made }) =>
          clientMessageId !== undefined && made?.clientMessageId === clientMessageId && made.senderId === actorId,
      )
      if (earlier?.made !== undefined) {
        return earlier.text === text ? { entry: toEntry(earlier, earlier.made), repeated: true } : 'conflict'
      }
      const seq = log.length + 1
      if (unread(actorId) === 0) receipts.set(actorId, seq)
      const made = {
        _id: id,
        chatRoomId,
        seq,
        senderId: actorId,
        text,
        createdAt: at,
        deleted: false,
        replyTo,
        updatedSeq: seq,
        clientMessageId: clientMessageId ?? null,
      }
      const entry: ModelEntry = { chatRoomId, seq, id, kind: 'message', actorId, at, made, text }
      log.push(entry)
      return { entry: toEntry(entry, made), repeated: false }
    },

    remove({ id, actorId, at, messageId }) {
      if (!people.includes(actorId)) return 'not_a_participant'
      const target = messages().find(({ _id }) => _id === messageId)
      if (target === undefined) return 'message_not_found'
      if (target.senderId !== actorId) return 'not_your_message'
      const earlier = log[target.updatedSeq - 1]
      if (target.deleted && earlier !== undefined) return { entry: toEntry(earlier, target), repeated: true }
      const entry: ModelEntry = { chatRoomId, seq: log.length + 1, id, kind: 'delete', actorId, at }
      log.push(entry)
      Object.assign(target, { text: '', deleted: true, updatedSeq: entry.seq })
      return { entry: toEntry(entry, target), repeated: false }
    },

    moveReceipt({ userId, lastReadSeq }) {
      if (!people.includes(userId)) return 'not_a_participant'
      receipts.set(userId, Math.max(lastRead(userId), Math.min(lastReadSeq, log.length)))
      return participant(userId)
    },

    state() {
      const last = log.at(-1)
      return {
        chatRoomId,
        kind: 'direct',
        ownerId: people[0] ?? '',
        createdAt: room.at,
        head: { seq: log.length, id: last?.id ?? null, messageCount: messages().length, at: last?.at ?? room.at },
        participants: new Map(people.map((userId) => [userId, participant(userId)])),
      }
    },
  }
}
