import type { Message } from '@linsta/protocol'
import { LinstaError } from '@linsta/protocol/errors'
import type { StoredSend } from './ports.ts'

/** One's own message on its way. `sent`: acked, and yet to appear in its room's timeline. */
export type OutboxItem = Pick<
  StoredSend,
  'clientMessageId' | 'chatRoomId' | 'text' | 'replyTo' | 'createdAt' | 'order'
> &
  ({ state: 'pending' } | { state: 'sent'; message: Message } | { state: 'failed'; error: LinstaError })

/** As the store keeps it. An acked one is pending there until it is removed. */
export function toStored(item: OutboxItem, owner: string): StoredSend {
  const { clientMessageId, chatRoomId, text, replyTo, createdAt, order } = item
  const common = { owner, clientMessageId, chatRoomId, text, replyTo, createdAt, order }
  return item.state === 'failed'
    ? { ...common, state: 'failed', error: { code: item.error.code, message: item.error.message } }
    : { ...common, state: 'pending' }
}

export function fromStored(stored: StoredSend): OutboxItem {
  const { clientMessageId, chatRoomId, text, replyTo, createdAt, order } = stored
  const common = { clientMessageId, chatRoomId, text, replyTo, createdAt, order }
  return stored.state === 'failed'
    ? { ...common, state: 'failed', error: new LinstaError(stored.error.code, { sentence: stored.error.message }) }
    : { ...common, state: 'pending' }
}
