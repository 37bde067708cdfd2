import { expect, it } from 'vitest'
import { ROOM, sent } from '../../test/fakeClient.ts'
import { readersOf, receiptStateOf } from './receiptState.ts'

const receipt = (lastReadSeq: number, lastDeliveredSeq = 0) => ({
  chatRoomId: ROOM,
  userId: 'bob',
  lastReadSeq,
  lastDeliveredSeq,
})

it('tells how far a message came', () => {
  expect(receiptStateOf(sent(5), [receipt(4, 4)])).toBe('sent')
  expect(receiptStateOf(sent(5), [receipt(4, 5)])).toBe('delivered')
  expect(receiptStateOf(sent(5), [receipt(5, 0)])).toBe('read')
  expect(receiptStateOf(sent(5), [])).toBe('sent')
})

it('counts who has read it', () => {
  expect(readersOf(sent(5), [receipt(6), receipt(5), receipt(4)])).toBe(2)
})
