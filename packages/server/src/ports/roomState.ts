import { LinstaError, ROOM_PARTICIPANTS_MAX } from '@linsta/protocol'

/** The end of a room's log. An empty log has `seq` 0 and no `id`. */
export type Head = {
  seq: number
  id: string | null
  /** Messages in the log, deleted ones included. */
  messageCount: number
  /** When the last entry was appended, or the room was created: milliseconds since 1970. */
  at: number
}

/** What one person did in a room, in counts of positions, from which unread follows (P11). */
export type Participant = {
  userId: string
  /** Their place in the order in which people came, which those who stay keep. Whoever made the room has 0. */
  ordinal: number
  /** Messages this person sent since they joined. */
  sentCount: number
  /** The receipt: everything up to here is read. */
  lastReadSeq: number
  /** Everything up to here has reached one of their devices; what is read has. */
  lastDeliveredSeq: number
  /** Messages up to the receipt that are not among `sentCount`: those of others, and all from before they joined. */
  readCount: number
}

export type RoomState = {
  chatRoomId: string
  /** A direct room is of two people for good; a group has whom its owner adds. */
  kind: 'direct' | 'group'
  createdAt: number
  head: Head
  /** By user id, in the order in which they came: the first owns a group. */
  participants: Map<string, Participant>
}

/** Who has been there longest: the one who made the room or, once they left it, who came next. Null where nobody is. */
export const ownerOf = ({ participants }: Pick<RoomState, 'participants'>): string | null =>
  participants.keys().next().value ?? null

/**
 * The precondition of a change of who is in a room, for every store: the owner adds and removes, and everybody may leave.
 * @throws LinstaError `not_a_participant`, `direct_room`, `not_the_owner`, `already_a_participant`, `user_not_in_room`,
 * `room_full`
 */
export function requireParticipantChange(
  room: RoomState,
  change: { kind: 'participant_added' | 'participant_removed'; actorId: string; userId: string },
): void {
  const { participants } = room
  const { kind, actorId, userId } = change
  if (!participants.has(actorId)) throw new LinstaError('not_a_participant')
  if (room.kind === 'direct') throw new LinstaError('direct_room')
  const isLeaving = kind === 'participant_removed' && actorId === userId
  if (!isLeaving && actorId !== ownerOf(room)) throw new LinstaError('not_the_owner')
  const isThere = participants.has(userId)
  if (kind === 'participant_added' && isThere) throw new LinstaError('already_a_participant')
  if (kind === 'participant_removed' && !isThere) throw new LinstaError('user_not_in_room')
  if (kind === 'participant_added' && participants.size >= ROOM_PARTICIPANTS_MAX) throw new LinstaError('room_full')
}

/** What an entry does to its room, whoever reads it. */
export type EntryEffect = { seq: number; id: string; at: number; actorId: string } & (
  | { kind: 'message' | 'delete' }
  | { kind: 'participant_added' | 'participant_removed'; userId: string }
)

/** Messages of others after the receipt. */
export const unreadCount = (head: Head, participant: Participant): number =>
  head.messageCount - participant.sentCount - participant.readCount

/**
 * Moves a room over the entry behind its head. Every store and the rules' memory use this one function, so that they
 * cannot disagree.
 */
export function applyEntry(room: RoomState, entry: EntryEffect): void {
  if (entry.kind === 'message') moveSendersReceipt(room, entry)
  applyEntryToCopy(room, entry)
}

/**
 * The same, but for the sender's receipt: for a copy of the room, such as the rules' memory, that hears of entries and
 * of receipts by themselves and does not know in which order the store took them. Receipts it has from the store alone:
 * one that it moved by itself could be ahead, and a call that marks as read what the store has unread would be answered
 * without being stored.
 */
export function applyEntryToCopy(room: RoomState, entry: EntryEffect): void {
  const { head, participants } = room
  switch (entry.kind) {
    case 'message': {
      const sender = participants.get(entry.actorId)
      if (sender !== undefined) sender.sentCount += 1
      head.messageCount += 1
      break
    }
    case 'participant_added':
      participants.set(entry.userId, joiner(entry.userId, { ...room, head: { ...head, seq: entry.seq } }))
      break
    case 'participant_removed':
      participants.delete(entry.userId)
      break
    case 'delete':
      break
  }
  head.seq = entry.seq
  head.id = entry.id
  head.at = entry.at
}

/** A sender's receipt moves along only when nothing of others lies unread before it: an outbox may flush after days. */
function moveSendersReceipt({ head, participants }: RoomState, entry: { seq: number; actorId: string }): void {
  const sender = participants.get(entry.actorId)
  if (sender !== undefined && unreadCount(head, sender) === 0) readThrough(sender, entry.seq)
}

/** Somebody who joins at the head: their receipt starts there. */
const joiner = (userId: string, { head, participants }: Pick<RoomState, 'head' | 'participants'>): Participant => ({
  userId,
  ordinal: participants.values().reduce((next, { ordinal }) => Math.max(next, ordinal + 1), 0),
  sentCount: 0,
  lastReadSeq: head.seq,
  lastDeliveredSeq: head.seq,
  readCount: head.messageCount,
})

function readThrough(participant: Participant, seq: number): void {
  participant.lastReadSeq = seq
  participant.lastDeliveredSeq = Math.max(participant.lastDeliveredSeq, seq)
}
