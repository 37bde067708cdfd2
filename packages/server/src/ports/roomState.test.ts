import { describe, expect, it } from 'vitest'
import { applyEntry, applyEntryToCopy, type Participant, type RoomState } from './roomState.ts'

const participant = (userId: string, counts: Partial<Participant> = {}): Participant => ({
  ...{ userId, ordinal: 0, sentCount: 0, lastReadSeq: 0, lastDeliveredSeq: 0, readCount: 0 },
  ...counts,
})

/** One message of Bob, which Ann has read or not. */
const room = (ann: Participant): RoomState => ({
  ...{ chatRoomId: 'room', kind: 'direct', createdAt: 0 },
  head: { seq: 1, id: 'first', messageCount: 1, at: 1 },
  participants: new Map([
    ['ann', ann],
    ['bob', participant('bob', { sentCount: 1, lastReadSeq: 1, lastDeliveredSeq: 1 })],
  ]),
})

const annWrites = { kind: 'message', seq: 2, id: 'second', at: 2, actorId: 'ann' } as const

describe('an entry', () => {
  it('[P11] moves its sender’s receipt where nothing of others lies unread before it', () => {
    const state = room(participant('ann', { lastReadSeq: 1, lastDeliveredSeq: 1, readCount: 1 }))
    applyEntry(state, annWrites)
    expect(state.participants.get('ann')).toMatchObject({ sentCount: 1, lastReadSeq: 2, lastDeliveredSeq: 2 })
  })

  it('[P11] leaves the receipt where something does', () => {
    const state = room(participant('ann'))
    applyEntry(state, annWrites)
    expect(state.participants.get('ann')).toMatchObject({ sentCount: 1, lastReadSeq: 0, readCount: 0 })
  })

  it('moves no receipt of a copy, which does not know whether the store took the message or the receipt first', () => {
    const state = room(participant('ann', { lastReadSeq: 1, lastDeliveredSeq: 1, readCount: 1 }))
    applyEntryToCopy(state, annWrites)
    expect(state.head).toEqual({ seq: 2, id: 'second', messageCount: 2, at: 2 })
    expect(state.participants.get('ann')).toMatchObject({ sentCount: 1, lastReadSeq: 1, lastDeliveredSeq: 1 })
  })
})
