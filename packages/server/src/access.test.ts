import { describe, expect, it } from 'vitest'
import { isParticipant, requireParticipant } from './access.ts'
import type { Participant, RoomState } from './ports/roomState.ts'

const room = {
  participants: new Map([
    ['ann', {} as Participant],
    ['__proto__', {} as Participant],
  ]),
} as unknown as RoomState

const refusal = (...asked: Parameters<typeof requireParticipant>): unknown => {
  try {
    requireParticipant(...asked)
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

describe('[P5] who may be in a room', () => {
  it.each(['ann', '__proto__'])('its participants: %s', (actorId) => {
    expect(refusal(room, actorId)).toBeUndefined()
    expect(isParticipant(room, actorId)).toBe(true)
  })

  // Ids are opaque: none is found on an object that nobody put it on.
  it.each(['bob', '', 'Ann', 'ann ', 'constructor', 'toString', 'hasOwnProperty'])('nobody else: %j', (actorId) => {
    expect(refusal(room, actorId)).toBe('not_a_participant')
    expect(isParticipant(room, actorId)).toBe(false)
  })

  it('nobody where there is no room', () => {
    expect(refusal(undefined, 'ann')).toBe('room_not_found')
    expect(isParticipant(undefined, 'ann')).toBe(false)
  })
})
