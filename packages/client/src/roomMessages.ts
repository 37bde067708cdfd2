import type { Message } from '@linsta/protocol'
import type { Identity } from './identity.ts'
import type { OutboxItem } from './outboxItem.ts'
import type { RoomMessage } from './room.ts'

/** Makes of messages and outbox items what a room shows: the same object for the same message, and a key that stays. */
export function createRoomMessages(identity: Identity): {
  sent(message: Message): RoomMessage
  unsent(item: OutboxItem): RoomMessage
} {
  const shown = new WeakMap<Message, RoomMessage>()
  return {
    sent(message) {
      const known = shown.get(message)
      if (known !== undefined) return known
      const isOwn = message.senderId === identity.userId
      const key = (isOwn ? message.clientMessageId : undefined) ?? message._id
      const made: RoomMessage = { state: 'sent', key, message }
      shown.set(message, made)
      return made
    },
    unsent(item) {
      const { clientMessageId, text, replyTo, createdAt } = item
      const common = { key: clientMessageId, clientMessageId, text, replyTo, createdAt }
      if (item.state === 'failed') return { ...common, state: 'failed', error: item.error }
      // An acked one is shown as pending until its place in the timeline is reached.
      return { ...common, state: 'pending' }
    },
  }
}
