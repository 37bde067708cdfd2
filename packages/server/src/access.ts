import { LinstaError } from '@linsta/protocol'
import type { RoomState } from './ports/roomState.ts'

/**
 * Who may do what: the only place that decides. It answers from memory, at once. The store tests the same condition
 * again inside the append, because a removal may be queued before it.
 */

/**
 * Reading, joining and sending in a room.
 * @throws LinstaError `room_not_found`, `not_a_participant`
 */
export function requireParticipant<Room extends RoomState>(
  room: Room | undefined,
  actorId: string,
): asserts room is Room {
  if (room === undefined) throw new LinstaError('room_not_found')
  if (!room.participants.has(actorId)) throw new LinstaError('not_a_participant')
}

/** Whether somebody may know that a room and what is in it exist, on calls that must not tell strangers (P5). */
export function isParticipant<Room extends RoomState>(room: Room | undefined, actorId: string): room is Room {
  return room?.participants.has(actorId) === true
}
