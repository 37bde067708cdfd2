import type { Message, Preview, Receipt, RoomEntry, RoomHead } from '@linsta/protocol'
import { createRoom, type KnownRoom, type RoomContext } from './createRoom.ts'
import type { Random } from './ports.ts'
import { randomId } from './randomId.ts'
import type { Room } from './room.ts'
import { removes } from './roomHead.ts'
import { createSubscribable, type Subscribable } from './subscribable.ts'

const UNWATCHED_LOADED_MAX = 20 // rooms whose messages are kept though nobody looks: to go back to one shows it at once

/** A room as lists show it. */
export type RoomListing = Pick<RoomHead, 'chatRoomId' | 'kind' | 'other' | 'unread' | 'updatedAt'> & {
  preview: Preview | null
  receipts: readonly Receipt[]
  /** Ids of others who are typing. */
  typing: readonly string[]
}

export type RoomsSnapshot = {
  /** `loading`: not all rooms are known yet · `stale`: the connection is gone, or it catches up · `current`: in step. */
  status: 'loading' | 'stale' | 'current'
  /** Most recently active first. */
  rooms: readonly RoomListing[]
  /** The sum over all rooms. */
  unreadTotal: number
}

/**
 * The rooms one is in. `open` and `createGroup` wait for the connection and reject with a `LinstaError`: `unavailable`
 * after 30 s without an answer or when the client is closed, or what is named there.
 */
export type Rooms = Subscribable<RoomsSnapshot> & {
  /** The direct room with somebody, made if it is not there. Rejects also with `user_not_found`, `chat_with_yourself`. */
  open(otherUserId: string): Promise<Room>
  /**
   * Makes a group of oneself, its owner, and others. Rejects also with `user_not_found`, `invalid_request`. After
   * `unavailable` the group may have been made all the same: it is in the list then.
   */
  createGroup(userIds: readonly string[]): Promise<Room>
}

/** All rooms that are known, and what keeps them in step. */
export type RoomRegistry = {
  readonly api: Rooms
  room(chatRoomId: string): Room
  /** An entry that came live. */
  received(entry: RoomEntry): void
  /** One is in a new room. */
  receivedRoom(chatRoomId: string): void
  receivedReceipt(receipt: Receipt): void
  receivedTyping(typing: { chatRoomId: string; userId: string }): void
  /** One's own message was acked, or seen. */
  acked(message: Message): void
  outboxChanged(chatRoomId: string): void
  /** The link is gone. */
  ended(): void
  syncBegan(): void
  takeHeads(heads: readonly RoomHead[]): void
  /** Every page was taken: rooms that were on none of them are gone. */
  syncEnded(): void
  /** Another database: what is kept is void. */
  forget(): void
  close(): void
}

export function createRooms(
  context: Omit<RoomContext, 'listChanged' | 'watched' | 'unwatched'> & { random: Random },
): RoomRegistry {
  const { calls, random } = context
  const known = new Map<string, KnownRoom>()
  // Since the sync began: on a page · named by something live · left, so that a page may be older than that.
  const listed = new Set<string>()
  const touched = new Set<string>()
  const left = new Set<string>()
  // Rooms that somebody has looked at, the one that was left last at the end.
  const unwatched = new Set<string>()
  let isSyncing = true
  let status: RoomsSnapshot['status'] = 'loading'

  const subscribable = createSubscribable<RoomsSnapshot>(() => {
    const rooms = [...known.values()].flatMap((room) => (room.head === null ? [] : toListing(room.head, room.typing)))
    rooms.sort(byActivity)
    return { status, rooms, unreadTotal: rooms.reduce((sum, room) => sum + room.unread, 0) }
  })

  const roomContext: RoomContext = {
    ...context,
    listChanged: subscribable.changed,
    watched: (chatRoomId) => void unwatched.delete(chatRoomId),
    unwatched(chatRoomId) {
      unwatched.add(chatRoomId)
      for (const longest of unwatched) {
        if (unwatched.size <= UNWATCHED_LOADED_MAX) return
        unwatched.delete(longest)
        known.get(longest)?.unload()
      }
    },
  }

  function get(chatRoomId: string): KnownRoom {
    const before = known.get(chatRoomId)
    if (before !== undefined) return before
    const room = createRoom(roomContext, chatRoomId)
    known.set(chatRoomId, room)
    return room
  }

  function offer(entry: RoomEntry, origin?: 'ack'): void {
    const room = get(entry.chatRoomId)
    touched.add(entry.chatRoomId)
    if (isOwnRemoval(entry)) left.add(entry.chatRoomId)
    room.offer(entry, origin)
    // A room that is new to us. While a sync is under way its pages may still bring it.
    if (!room.isConfirmed && !isSyncing && !isOwnRemoval(entry)) room.refresh()
  }

  const isOwnRemoval = (entry: RoomEntry): boolean => removes(entry, context.identity.userId)

  function enter(chatRoomId: string): Room {
    const room = get(chatRoomId)
    touched.add(chatRoomId)
    if (room.head === null) room.refresh()
    return room.room
  }

  return {
    api: {
      ...subscribable,
      async open(otherUserId) {
        return enter((await calls.request('open_room', { otherUserId })).chatRoomId)
      },
      async createGroup(userIds) {
        // Repeated after a lost answer it is the same group.
        const { room } = await calls.request('create_room', { userIds: [...userIds], clientRoomId: randomId(random) })
        return enter(room.chatRoomId)
      },
    },
    room: (chatRoomId) => get(chatRoomId).room,
    received: (entry) => offer(entry),
    receivedRoom: enter,
    receivedReceipt(receipt) {
      known.get(receipt.chatRoomId)?.applyReceipt(receipt)
    },
    receivedTyping({ chatRoomId, userId }) {
      known.get(chatRoomId)?.heardTyping(userId)
    },
    acked: (message) => offer(toEntry(message), 'ack'),
    outboxChanged: (chatRoomId) => get(chatRoomId).outboxChanged(),
    ended() {
      if (status === 'current') status = 'stale'
      for (const room of known.values()) room.unconfirm()
      subscribable.changed()
    },
    syncBegan() {
      isSyncing = true
      listed.clear()
      touched.clear()
      left.clear()
      for (const room of known.values()) room.markSync()
    },
    takeHeads(heads) {
      for (const head of heads) {
        listed.add(head.chatRoomId)
        if (left.has(head.chatRoomId)) get(head.chatRoomId).refresh()
        else get(head.chatRoomId).takeHead(head)
      }
      subscribable.changed()
    },
    syncEnded() {
      isSyncing = false
      status = 'current'
      for (const [chatRoomId, room] of known) {
        if (touched.has(chatRoomId)) {
          // It may have moved from a page that was to come to one that was there already.
          if (!room.isConfirmed) room.refresh()
        } else if (!listed.has(chatRoomId)) room.leave()
      }
      subscribable.changed()
    },
    forget() {
      status = 'loading'
      for (const room of known.values()) room.forget()
      subscribable.changed()
    },
    close() {
      for (const room of known.values()) room.close()
    },
  }
}

/** A new message is an entry with its own id. */
export const toEntry = (message: Message): RoomEntry => ({
  kind: 'message',
  chatRoomId: message.chatRoomId,
  seq: message.seq,
  id: message._id,
  actorId: message.senderId,
  at: message.createdAt,
  message,
})

const toListing = (head: RoomHead, typing: readonly string[]): RoomListing => {
  const { chatRoomId, kind, other, unread, preview, receipts, updatedAt } = head
  return { chatRoomId, kind, other, unread, preview, receipts, updatedAt, typing }
}

function byActivity(a: RoomListing, b: RoomListing): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1
  return a.chatRoomId < b.chatRoomId ? -1 : 1
}
