/** The texts of messages name their room, so that they are recognized wherever they turn up. */
export const textOf = (chatRoomId: string, number: number): string => `text ${number} of room ${chatRoomId}`

const ROOM_OF_TEXT = /text \d+ of room ([0-9a-f]{24})/g

/** The rooms whose texts are in something. */
export const roomsOfTexts = (text: string): string[] =>
  Array.from(text.matchAll(ROOM_OF_TEXT), ([, chatRoomId = '']) => chatRoomId)
