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
  /** Messages this person sent. */
  sentCount: number
  /** The receipt: everything up to here is read. */
  lastReadSeq: number
  /** Messages of others up to the receipt, those from before this person joined included. */
  readCount: number
}

export type RoomState = {
  chatRoomId: string
  createdAt: number
  head: Head
  /** By user id, the room's creator first. */
  participants: Map<string, Participant>
}

/** Messages of others after the receipt. */
export const unreadCount = (head: Head, participant: Participant): number =>
  head.messageCount - participant.sentCount - participant.readCount

/**
 * Moves a room over the entry behind its head. Every store and the rules' memory use this one function, so that they
 * cannot disagree. A sender's receipt moves along only when nothing of others lies unread before it: an outbox may
 * flush after days.
 */
export function applyEntry(
  room: RoomState,
  entry: { seq: number; id: string; at: number; kind: 'message' | 'delete'; actorId: string },
): void {
  const { head } = room
  if (entry.kind === 'message') {
    const sender = room.participants.get(entry.actorId)
    if (sender !== undefined) {
      if (unreadCount(head, sender) === 0) sender.lastReadSeq = entry.seq
      sender.sentCount += 1
    }
    head.messageCount += 1
  }
  head.seq = entry.seq
  head.id = entry.id
  head.at = entry.at
}
