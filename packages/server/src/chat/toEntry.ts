import type { RoomEntry } from '@linsta/protocol'
import type { RoomState } from '../ports/roomState.ts'
import type { Entry } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'
import { toIsoTime } from '../time.ts'
import { toMessage } from './toMessage.ts'

/** An entry of a room's log as the wire carries it. */
export function toEntry(entry: Entry, room: Pick<RoomState, 'participants'>, privacy: Privacy): RoomEntry {
  const { chatRoomId, seq, id, actorId } = entry
  const fields = { chatRoomId, seq, id, actorId, at: toIsoTime(entry.at) }
  switch (entry.kind) {
    case 'message':
    case 'delete':
      return { ...fields, kind: entry.kind, message: toMessage(entry.message, room, privacy) }
    case 'participant_added':
    case 'participant_removed':
      return { ...fields, kind: entry.kind, userId: entry.userId }
  }
}
