import type {
  ConnectionSnapshot,
  InboxSnapshot,
  LinstaClient,
  PresenceSnapshot,
  Room,
  RoomMessage,
  RoomSnapshot,
  RoomsSnapshot,
  Subscribable,
} from '@linsta/client'
import { vi } from 'vitest'
import type { Message } from '../src/types.ts'

/** Something to subscribe to that a test sets. */
type Settable<Snapshot> = Subscribable<Snapshot> & { set(snapshot: Snapshot): void; readonly listeners: number }

function settable<Snapshot>(initial: Snapshot): Settable<Snapshot> {
  const listeners = new Set<() => void>()
  let snapshot = initial
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getSnapshot: () => snapshot,
    set(next) {
      snapshot = next
      for (const listener of [...listeners]) listener()
    },
    get listeners() {
      return listeners.size
    },
  }
}

export const ROOM = 'a'.repeat(24)

export const roomSnapshot = (change: Partial<RoomSnapshot> = {}): RoomSnapshot => ({
  chatRoomId: ROOM,
  head: {
    chatRoomId: ROOM,
    kind: 'direct',
    ownerId: null,
    position: { seq: 0, id: '' },
    unread: 0,
    preview: null,
    receipts: [{ chatRoomId: ROOM, userId: 'ann', lastReadSeq: 0, lastDeliveredSeq: 0 }],
    other: { _id: 'bob', name: 'Bob' },
    updatedAt: '2026-05-04T10:00:00.000Z',
  },
  participants: [],
  typing: [],
  timeline: { state: 'ready', hasMoreBefore: false, hasMoreAfter: false },
  messages: [],
  ...change,
})

export const message = (seq: number, change: Partial<Message> = {}): Message => ({
  _id: seq.toString(16).padStart(24, '0'),
  chatRoomId: ROOM,
  senderId: 'bob',
  text: `message ${seq}`,
  createdAt: `2026-05-04T10:00:${String(seq % 60).padStart(2, '0')}.000Z`,
  deleted: false,
  readBy: ['bob'],
  replyTo: null,
  seq,
  updatedSeq: seq,
  ...change,
})

export const sent = (seq: number, change: Partial<Message> = {}): RoomMessage => {
  const stored = message(seq, change)
  return { state: 'sent', key: stored._id, message: stored }
}

/** A client of Ann in one room with Bob, whose every part a test sets and whose every call it sees. */
export function createFakeClient() {
  const room = { ...settable(roomSnapshot()), ...roomCalls() }
  const parts = {
    room,
    connection: settable<ConnectionSnapshot>({ state: 'online' }),
    rooms: settable<RoomsSnapshot>({ status: 'current', rooms: [], unreadTotal: 0 }),
    inbox: settable<InboxSnapshot>({ state: 'ready', notifications: [], hasMore: false, unreadCount: 0 }),
    presence: settable<PresenceSnapshot>(new Map()),
    tryNow: vi.fn(),
    unwatch: vi.fn(),
    watch: vi.fn((_userIds: readonly string[]) => parts.unwatch),
    markRead: vi.fn(async () => {}),
    close: vi.fn(),
  }
  const client: LinstaClient = {
    userId: 'ann',
    room: () => room as Room,
    rooms: { ...parts.rooms, open: vi.fn(), createGroup: vi.fn() },
    inbox: { ...parts.inbox, markRead: parts.markRead, markAllRead: vi.fn(), loadOlder: vi.fn() },
    presence: { ...parts.presence, watch: parts.watch },
    connection: { ...parts.connection, tryNow: parts.tryNow },
    privacy: { get: vi.fn(), set: vi.fn() },
    close: parts.close,
  }
  return { client, ...parts }
}

const roomCalls = () => ({
  chatRoomId: ROOM,
  send: vi.fn(async (text: string) => message(1, { text })),
  retry: vi.fn(async () => message(1)),
  discard: vi.fn(),
  deleteMessage: vi.fn(async () => {}),
  markRead: vi.fn(async () => {}),
  setTyping: vi.fn(),
  loadOlder: vi.fn(async () => {}),
  loadNewer: vi.fn(async () => {}),
  loadNewest: vi.fn(async () => {}),
  loadAround: vi.fn(async () => {}),
  addParticipant: vi.fn(async () => {}),
  removeParticipant: vi.fn(async () => {}),
  leave: vi.fn(async () => {}),
})
