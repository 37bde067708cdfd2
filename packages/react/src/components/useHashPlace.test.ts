import { expect, it } from 'vitest'
import { hashOf, placeOf } from './useHashPlace.ts'

const chatRoomId = '0123456789abcdef01234567'

it.each([
  ['', { chatRoomId: undefined, seq: undefined }],
  [`#/chat/${chatRoomId}`, { chatRoomId, seq: undefined }],
  [`#/chat/${chatRoomId}/17`, { chatRoomId, seq: 17 }],
  ['#/chat/nonsense', { chatRoomId: undefined, seq: undefined }],
  [`#/chat/${chatRoomId}/x`, { chatRoomId: undefined, seq: undefined }],
])('the hash %s names a place', (hash, place) => {
  expect(placeOf(hash)).toEqual(place)
})

it('a place is found again by its hash', () => {
  for (const seq of [undefined, 1, 4_000]) expect(placeOf(hashOf({ chatRoomId, seq }))).toEqual({ chatRoomId, seq })
})
