import type { OutboxStore, StoredSend } from './ports.ts'

/** An outbox that lives as long as this object: hand the same one to the next client and it goes on. */
export function memoryStore(): OutboxStore {
  const sends = new Map<string, StoredSend>()
  return {
    async list(owner) {
      return [...sends.values()].filter((send) => send.owner === owner)
    },
    async put(send) {
      sends.set(send.clientMessageId, send)
    },
    async remove(clientMessageId) {
      sends.delete(clientMessageId)
    },
  }
}
