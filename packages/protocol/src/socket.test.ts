import { describe, expect, expectTypeOf, it } from 'vitest'
import { LinstaError, type Problem, toProblem } from './errors.ts'
import type { Message } from './message.ts'
import {
  type ClientToServerEvents,
  type ServerToClientEvents,
  type SocketAck,
  socketCalls,
  socketEvents,
} from './socket.ts'

const message: Message = {
  _id: '507f1f77bcf86cd799439011',
  chatRoomId: '507f1f77bcf86cd799439012',
  senderId: 'auth0|ann',
  text: 'hello',
  createdAt: '1970-01-01T00:00:00.000Z',
  deleted: false,
  readBy: ['auth0|ann'],
  replyTo: null,
  seq: 1,
  updatedSeq: 1,
}

describe('the calls and events of sockets', () => {
  it('are the contract’s, by its names', () => {
    expect(Object.keys(socketCalls)).toEqual([
      // The frozen ones.
      'join_room',
      'send_message',
      'get_history',
      'subscribe_notifications',
      'unsubscribe_notifications',
      // Those beside them.
      'sync',
      'get_changes',
      'get_messages',
      'get_room',
      'open_room',
      'create_room',
      'add_participant',
      'remove_participant',
      'delete_message',
      'mark_read',
      'mark_delivered',
      'typing',
      'get_notifications',
      'get_inbox_changes',
      'mark_notification_read',
      'mark_all_notifications_read',
      'subscribe_presence',
      'get_privacy',
      'set_privacy',
      'refresh_token',
    ])
    expect(Object.keys(socketEvents)).toEqual([
      'receive_message',
      'message_history',
      'user_joined',
      'notification',
      'notification_subscribed',
      'presence',
      'error',
      'room_opened',
      'room_changed',
      'receipt',
      'user_typing',
      'inbox_changed',
      'server_closing',
    ])
  })

  it.each(Object.entries(socketCalls))('%s has a sentence for malformed payloads', (_name, { failure }) => {
    expect(failure).toMatch(/^Failed to [a-z ]+$/)
  })

  it('parse what the server sends, and keep fields that clients read', () => {
    expect(socketEvents.receive_message.parse(message)).toEqual(message)
    expect(socketCalls.send_message.answer.parse({ message })).toEqual({ message })
    for (const field of Object.keys(message)) {
      expect(socketEvents.receive_message.safeParse({ ...message, [field]: undefined }).success, field).toBe(false)
    }
    expect(socketEvents.error.safeParse({ message: 7 }).success).toBe(false)
    expect(socketEvents.presence.parse({ userId: 'ann', online: true, lastSeenAt: null })).toBeTruthy()
  })

  it('give clients types: payloads as they may write them, acknowledgements by outcome', () => {
    type Emit<Name extends keyof ClientToServerEvents> = Parameters<ClientToServerEvents[Name]>
    expectTypeOf<{ chatRoomId: string; text: string }>().toExtend<Emit<'send_message'>[0]>()
    expectTypeOf<{ chatRoomId: string }>().toExtend<Emit<'get_history'>[0]>()
    expectTypeOf<{ chatRoomId: number; text: string }>().not.toExtend<Emit<'send_message'>[0]>()
    expectTypeOf<Emit<'send_message'>[1]>().toEqualTypeOf<((outcome: SocketAck<'send_message'>) => void) | undefined>()
    expectTypeOf<SocketAck<'send_message'>>().toExtend<{ ok: true; message: Message } | { ok: false; error: Problem }>()
    expectTypeOf<Parameters<ServerToClientEvents['receive_message']>>().toEqualTypeOf<[Message]>()

    const refused: SocketAck<'send_message'> = { ok: false, error: toProblem(new LinstaError('message_empty')) }
    expect(refused.error.status).toBe(400)
  })
})
