import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MESSAGE_TEXT_MAX } from './bounds.ts'
import { LinstaError } from './errors.ts'
import { parse } from './parse.ts'
import { routes } from './routes.ts'
import { socketCalls } from './socket.ts'

const ROOM = '507f1f77bcf86cd799439011'

/** What a payload is refused with. */
function refusal(schema: z.ZodType, input: unknown): { code: string; sentence: string } | undefined {
  try {
    parse(schema, input)
    return undefined
  } catch (error) {
    if (!(error instanceof LinstaError)) throw error
    return { code: error.code, sentence: error.message }
  }
}

describe('parsing', () => {
  it('answers with the code a schema names, or with its sentence', () => {
    const schema = z.string('message_empty').max(3, 'Three letters at most')
    expect(refusal(schema, 7)).toEqual({ code: 'message_empty', sentence: 'Message cannot be empty' })
    expect(refusal(schema, 'four')).toEqual({ code: 'invalid_request', sentence: 'Three letters at most' })
    expect(refusal(schema, 'one')).toBeUndefined()
  })

  it('takes no fields that nobody declared, and none from a prototype', () => {
    const { payload } = socketCalls.join_room
    expect(parse(payload, { chatRoomId: ROOM, admin: true })).toEqual({ chatRoomId: ROOM })
    expect(refusal(payload, JSON.parse(`{"__proto__":{"chatRoomId":"${ROOM}"}}`))?.code).toBe('invalid_request')
  })
})

describe('a message', () => {
  const { payload } = socketCalls.send_message
  const send = (fields: object) => ({ chatRoomId: ROOM, text: 'hello', ...fields })

  it('is trimmed, made well-formed and of 1 to 4,000 UTF-16 units', () => {
    expect(parse(payload, send({ text: '  a\ud800 ' })).text).toBe('a\ufffd')
    expect(parse(payload, send({ text: ` ${'x'.repeat(MESSAGE_TEXT_MAX)} ` })).text).toHaveLength(4_000)
    expect(parse(payload, send({ text: '👩'.repeat(MESSAGE_TEXT_MAX / 2) })).text).toHaveLength(4_000)
    for (const text of ['x'.repeat(4_001), '👩'.repeat(2_001)]) {
      expect(refusal(payload, send({ text }))?.code).toBe('message_too_long')
    }
  })

  it('that is empty is told so before anything about the room is', () => {
    expect(refusal(payload, { text: ' ', chatRoomId: 'nonsense' })?.code).toBe('message_empty')
    expect(refusal(payload, { text: 7, chatRoomId: ROOM })?.sentence).toBe('text must be a string')
  })

  it('has a clientMessageId of 1 to 128 characters, or none', () => {
    for (const clientMessageId of ['a', 'a'.repeat(128), '👩'.repeat(64)]) {
      expect(parse(payload, send({ clientMessageId })).clientMessageId).toBe(clientMessageId)
    }
    for (const none of [undefined, null]) {
      expect(parse(payload, send({ clientMessageId: none })).clientMessageId).toBeUndefined()
    }
    for (const clientMessageId of ['', 'a'.repeat(129), '👩'.repeat(65), '\ud800', 7, {}]) {
      expect(refusal(payload, send({ clientMessageId }))?.code, String(clientMessageId)).toBe('invalid_request')
    }
  })

  it('over REST is refused in the contract’s one sentence for what is missing', () => {
    const sentence = 'chatRoomId and non-empty text are required'
    for (const body of [{}, { chatRoomId: ROOM }, { text: 'a' }, { chatRoomId: '', text: 'a' }, send({ text: ' ' })]) {
      expect(refusal(routes.sendMessage.body, body)).toEqual({ code: 'invalid_request', sentence })
    }
    expect(refusal(routes.sendMessage.body, send({ text: 'x'.repeat(4_001) }))?.code).toBe('message_too_long')
  })
})
