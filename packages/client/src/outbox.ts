import type { Message } from '@linsta/protocol'
import { MESSAGE_TEXT_MAX } from '@linsta/protocol/bounds'
import { LinstaError } from '@linsta/protocol/errors'
import { createBackoff } from './backoff.ts'
import { clientClosed, toLinstaError } from './callErrors.ts'
import type { Calls } from './calls.ts'
import type { Identity } from './identity.ts'
import { fromStored, type OutboxItem, toStored } from './outboxItem.ts'
import type { ClientPorts, StoredSend, TabMessage, Timer } from './ports.ts'
import { randomId } from './randomId.ts'

/** How often the tab that sends looks for what others stored and did not tell of: a tab may crash between the two. */
const LOOK_PERIOD_MS = 30_000

const FINISHED_MAX = 1_000 // ids remembered as done, so that a list read before their removal does not bring them back

/**
 * Keeps messages until the server has acked them: stored before they are sent, sent in order per room with one under way,
 * repeated for ever with the same `clientMessageId` where that can help. Tabs share it, and one of them sends.
 */
export type Outbox = {
  send(message: { chatRoomId: string; text: string; replyTo: string | null }): Promise<Message>
  /** Sends a failed one again, in its old place. */
  retry(clientMessageId: string): Promise<Message>
  /** Forgets a failed one. */
  discard(clientMessageId: string): void
  /** A room's, in the order they are sent. */
  itemsOf(chatRoomId: string): readonly OutboxItem[]
  /** One of one's own messages was seen in a room: it is not pending, whether its ack came or not. */
  heard(message: Message): void
  /** A `sent` one is in its timeline, or nobody shows that timeline. */
  settle(clientMessageId: string): void
  /** Whose it is became known: reads what was left, and sends as soon as this tab may. */
  open(owner: string): void
  close(): void
}

type Waiter = { resolve(message: Message): void; reject(error: LinstaError): void }

export function createOutbox(parts: {
  ports: Pick<ClientPorts, 'clock' | 'scheduler' | 'random' | 'outboxStore' | 'tabs'>
  calls: Pick<Calls, 'request'>
  identity: Identity
  changed(chatRoomId: string): void
  /** Acked or heard: called before anything shows that it is no longer pending. */
  sent(message: Message): void
}): Outbox {
  const { clock, scheduler, random, outboxStore, tabs } = parts.ports
  const items = new Map<string, OutboxItem>()
  const waiters = new Map<string, Waiter>()
  const finished = new Set<string>()
  // Items whose newest state the store does not have yet: the store's is older.
  const unwritten = new Map<string, number>()
  // What the store did not take: only this tab knows of it, and sends it whoever leads.
  const unstored = new Set<string>()
  const busyRooms = new Set<string>()
  let owner: string | null = null
  let tab: { post(message: TabMessage): void; leave(): void } | null = null
  let isLeader = false
  let isClosed = false
  const storeBackoff = createBackoff(random)
  let storeTimer: Timer | null = null
  let look: Timer | null = null
  let lastOrder = 0
  // The store's operations run one after another: what is listed holds what was put before.
  let storeQueue = Promise.resolve()

  function queue(task: () => Promise<void>): Promise<void> {
    const done = storeQueue.then(task)
    storeQueue = done.catch(() => {})
    return done
  }

  function write(item: OutboxItem): void {
    const id = item.clientMessageId
    if (owner === null) return
    const stored = toStored(item, owner)
    unwritten.set(id, (unwritten.get(id) ?? 0) + 1)
    void queue(() => outboxStore.put(stored))
      .then(
        () => {
          unstored.delete(id)
          storeBackoff.reset()
        },
        // A full or broken store costs the reload, not the message: it is sent from memory.
        () => {
          unstored.add(id)
          storeAgain()
        },
      )
      .then(() => {
        const left = (unwritten.get(id) ?? 1) - 1
        if (left > 0) unwritten.set(id, left)
        else unwritten.delete(id)
        post({ kind: 'changed' })
        pump(item.chatRoomId)
      })
  }

  /** What the store failed at is tried again, less and less often: other tabs wait for what it has. */
  function storeAgain(): void {
    if (isClosed) return
    storeTimer ??= scheduler.after(storeBackoff.next(), () => {
      storeTimer = null
      for (const id of [...unstored]) {
        const item = items.get(id)
        if (item !== undefined && item.state !== 'sent') write(item)
      }
      refresh()
    })
  }

  function remember(clientMessageId: string): void {
    finished.add(clientMessageId)
    for (const oldest of finished) {
      if (finished.size <= FINISHED_MAX) break
      finished.delete(oldest)
    }
  }

  /** Resolves when the store has let go of it, or failed. */
  function erase(clientMessageId: string): Promise<void> {
    remember(clientMessageId)
    unstored.delete(clientMessageId)
    return queue(() => outboxStore.remove(clientMessageId)).catch(() => {})
  }

  function post(message: TabMessage): void {
    if (!isClosed) tab?.post(message)
  }

  function set(item: OutboxItem): void {
    items.set(item.clientMessageId, item)
    parts.changed(item.chatRoomId)
  }

  function itemsOf(chatRoomId: string): OutboxItem[] {
    const own: OutboxItem[] = []
    for (const item of items.values()) if (item.chatRoomId === chatRoomId) own.push(item)
    return own.sort((a, b) => a.order - b.order || (a.clientMessageId < b.clientMessageId ? -1 : 1))
  }

  function wait(clientMessageId: string): Promise<Message> {
    const promise = new Promise<Message>((resolve, reject) => waiters.set(clientMessageId, { resolve, reject }))
    // Whoever shows the timeline sees a failure there and need not look at the promise.
    promise.catch(() => {})
    return promise
  }

  function pump(chatRoomId: string): void {
    if (isClosed || busyRooms.has(chatRoomId)) return
    const next = itemsOf(chatRoomId).find((item) => item.state === 'pending')
    // Its storing is under way; when it is done it comes here again.
    if (next === undefined || unwritten.has(next.clientMessageId)) return
    if (!isLeader && !unstored.has(next.clientMessageId)) return
    busyRooms.add(chatRoomId)
    void transmit(next).then(() => {
      busyRooms.delete(chatRoomId)
      pump(chatRoomId)
    })
  }

  async function transmit({ clientMessageId, chatRoomId, text, replyTo }: OutboxItem): Promise<void> {
    try {
      const { message } = await parts.calls.request(
        'send_message',
        { chatRoomId, text, clientMessageId, ...(replyTo === null ? {} : { replyTo }) },
        { patienceMs: Number.POSITIVE_INFINITY },
      )
      confirm(clientMessageId, message)
    } catch (thrown) {
      if (!isClosed) fail(clientMessageId, toLinstaError(thrown))
    }
  }

  /**
   * @param origin `tab`: another one did it, on a link of its own and perhaps to another log than what is shown here
   * came from
   */
  function confirm(clientMessageId: string, message: Message, origin: 'link' | 'tab' = 'link'): void {
    const item = items.get(clientMessageId)
    if (item === undefined || item.state === 'sent') return
    items.set(clientMessageId, { ...item, state: 'sent', message })
    if (origin === 'link') {
      // Not before: a tab that comes now would miss it, and still find the message in the store.
      void erase(clientMessageId).then(() => post({ kind: 'sent', message: { ...message, clientMessageId } }))
      parts.sent(message)
    } else unstored.delete(clientMessageId)
    parts.changed(item.chatRoomId)
    waiters.get(clientMessageId)?.resolve(message)
    waiters.delete(clientMessageId)
    pump(item.chatRoomId)
  }

  function fail(clientMessageId: string, error: LinstaError): void {
    const item = items.get(clientMessageId)
    if (item?.state !== 'pending') return
    const failed = { ...item, state: 'failed' as const, error }
    set(failed)
    write(failed)
    rejectWaiter(clientMessageId, error)
  }

  function rejectWaiter(clientMessageId: string, error: LinstaError): void {
    waiters.get(clientMessageId)?.reject(error)
    waiters.delete(clientMessageId)
  }

  /** Takes what the store has of other tabs, and of before a reload. */
  function refresh(): void {
    const own = owner
    if (own === null) return
    void queue(async () => {
      for (const stored of await outboxStore.list(own)) takeStored(stored)
    })
      .catch(storeAgain)
      .then(() => {
        for (const chatRoomId of new Set(Array.from(items.values(), (item) => item.chatRoomId))) pump(chatRoomId)
      })
  }

  function takeStored(stored: StoredSend): void {
    const { clientMessageId } = stored
    const known = items.get(clientMessageId)
    if (isClosed || finished.has(clientMessageId) || unwritten.has(clientMessageId)) return
    if (known?.state === 'sent' || known?.state === stored.state) return
    lastOrder = Math.max(lastOrder, stored.order)
    const item = fromStored(stored)
    set(item)
    if (item.state === 'failed') rejectWaiter(clientMessageId, item.error)
  }

  function drop(clientMessageId: string): void {
    const item = items.get(clientMessageId)
    if (item?.state !== 'failed') return
    items.delete(clientMessageId)
    parts.changed(item.chatRoomId)
  }

  return {
    send({ chatRoomId, text, replyTo }) {
      if (isClosed) return Promise.reject(clientClosed())
      const { length } = text.trim()
      if (length === 0) return Promise.reject(new LinstaError('message_empty'))
      if (length > MESSAGE_TEXT_MAX) return Promise.reject(new LinstaError('message_too_long'))
      const now = clock.now()
      lastOrder = Math.max(lastOrder + 1, now)
      const item: OutboxItem = {
        clientMessageId: randomId(random),
        chatRoomId,
        text,
        replyTo,
        createdAt: new Date(now).toISOString(),
        order: lastOrder,
        state: 'pending',
      }
      const sent = wait(item.clientMessageId)
      set(item)
      write(item)
      return sent
    },

    retry(clientMessageId) {
      const item = items.get(clientMessageId)
      if (isClosed) return Promise.reject(clientClosed())
      if (item?.state !== 'failed') return Promise.reject(new LinstaError('message_not_found'))
      const { error: _, ...rest } = item
      const pending = { ...rest, state: 'pending' as const }
      const sent = wait(clientMessageId)
      set(pending)
      write(pending)
      return sent
    },

    discard(clientMessageId) {
      if (items.get(clientMessageId)?.state !== 'failed') return
      drop(clientMessageId)
      void erase(clientMessageId).then(() => post({ kind: 'discarded', clientMessageId }))
    },

    itemsOf,

    heard(message) {
      const { clientMessageId, senderId } = message
      if (clientMessageId !== undefined && senderId === parts.identity.userId) confirm(clientMessageId, message)
    },

    settle(clientMessageId) {
      if (items.get(clientMessageId)?.state === 'sent') items.delete(clientMessageId)
    },

    open(ownedBy) {
      if (isClosed) return
      owner = ownedBy
      for (const item of items.values()) write(item)
      tab = tabs.join(ownedBy, {
        leads() {
          isLeader = true
          look = scheduler.every(LOOK_PERIOD_MS, refresh)
          refresh()
        },
        heard(message) {
          if (message.kind === 'changed') refresh()
          else if (message.kind === 'discarded') {
            remember(message.clientMessageId)
            drop(message.clientMessageId)
          } else if (message.message.clientMessageId !== undefined) {
            // Also where it is not known yet: a list that is under way may still have it.
            remember(message.message.clientMessageId)
            confirm(message.message.clientMessageId, message.message, 'tab')
          }
        },
      })
      refresh()
    },

    close() {
      isClosed = true
      storeTimer?.cancel()
      look?.cancel()
      tab?.leave()
      for (const clientMessageId of [...waiters.keys()]) rejectWaiter(clientMessageId, clientClosed())
    },
  }
}
