import { expect, it } from 'vitest'
import { ROOM, sent } from '../../test/fakeClient.ts'
import { receiptStateOf } from './receiptState.ts'

const receipt = (lastReadSeq: number, lastDeliveredSeq = 0) => ({
  chatRoomId: ROOM,
  userId: 'bob',
  lastReadSeq,
  lastDeliveredSeq,
})

it('tells how far a message came', () => {
  expect(receiptStateOf(sent(5), [receipt(4, 4)], false)).toEqual({ state: 'sent' })
  expect(receiptStateOf(sent(5), [receipt(4, 5)], false)).toEqual({ state: 'delivered' })
  expect(receiptStateOf(sent(5), [receipt(5, 0)], false)).toEqual({ state: 'read' })
  expect(receiptStateOf(sent(5), [receipt(6), receipt(5), receipt(4)], true)).toEqual({ state: 'read', readBy: 2 })
  expect(receiptStateOf(sent(5), [], false)).toEqual({ state: 'sent' })
})
