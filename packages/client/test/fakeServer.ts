import type {
  InboxEntry,
  Message,
  Notification,
  Person,
  Position,
  Receipt,
  RoomEntry,
  RoomHead,
} from '@linsta/protocol'
import { PREVIEW_TEXT_MAX } from '@linsta/protocol/bounds'
import { type ErrorCode, LinstaError, toProblem } from '@linsta/protocol/errors'
import type { Connector, LinkEnd, LinkEvents, ServerEvent } from '../src/ports.ts'
import type { FakeTime } from './fakeTime.ts'

// biome-ignore lint/suspicious/noExplicitAny: a fake reads what it is sent as the real one would after parsing.
type Payload = any

type FakeRoom = {
  chatRoomId: string
  kind: 'direct' | 'group'
  /** What its creator called it. */
  clientRoomId?: string
  participants: Map<string, { lastReadSeq: number; lastDeliveredSeq: number }>
  entries: RoomEntry[]
  messages: Map<string, Message>
  updatedAt: string
}

type FakeInbox = { entries: InboxEntry[]; notifications: Map<string, Notification>; retracted: Set<string> }

type FakeLink = { userId: string; events: LinkEvents; isOpen: boolean; isSubscribed: boolean; calls: FakeCall[] }
export type FakeCall = { name: string; payload: Payload; userId: string }

const LATENCY_MS = 5
const PAGE = 3 // rooms a page of sync, people a page of get_room: small, so that tests see several

/** A token that says whose it is, and until when. */
export function fakeToken(userId: string, expiresAt?: number): string {
  const claims = { userId, ...(expiresAt === undefined ? {} : { exp: Math.floor(expiresAt / 1000) }) }
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
}

/**
 * A server in memory that keeps the protocol, and lets a test break what can break: links, acks, live events, itself.
 * Everything arrives `LATENCY_MS` later, in order per link.
 */
export class FakeServer {
  readonly #time: FakeTime
  readonly #links = new Set<FakeLink>()
  rooms = new Map<string, FakeRoom>()
  inboxes = new Map<string, FakeInbox>()
  epoch = 'epoch-1'
  isDown = false
  /** Every call that arrived, in order. */
  readonly calls: FakeCall[] = []
  /** Says which live events are lost on the way. */
  losesEvent: (event: ServerEvent, userId: string) => boolean = () => false
  /** Says which calls are done but whose ack is lost. */
  losesAck: (call: FakeCall) => boolean = () => false
  /** Says which calls are refused, and with what. */
  refuses: (call: FakeCall) => LinstaError | ErrorCode | undefined = () => undefined
  /** Says for which calls the answer takes how much longer. */
  delays: (call: FakeCall) => number = () => 0
  readonly presence = new Map<string, boolean>()
  #ids = 0
  #privacy = { receipts: true, invisible: false }

  constructor(time: FakeTime) {
    this.#time = time
  }

  readonly connector: Connector = {
    open: (token, events) => {
      const { userId } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      const link: FakeLink = { userId, events, isOpen: false, isSubscribed: false, calls: [] }
      this.#links.add(link)
      this.#later(() => {
        if (!this.#links.has(link)) return
        if (this.isDown) return this.#end(link, 'unreachable')
        if (token.endsWith('expired')) return this.#end(link, 'unauthorized')
        link.isOpen = true
        events.opened()
      })
      return {
        call: (name, payload, answer) => {
          const call = { name, payload: structuredClone(payload) as Payload, userId }
          this.#later(() => {
            if (!this.#links.has(link)) return
            this.calls.push(call)
            const ack = this.#handle(call, link)
            if (this.losesAck(call)) return
            this.#later(() => {
              if (this.#links.has(link)) answer(ack as never)
            }, this.delays(call))
          })
        },
        close: () => void this.#links.delete(link),
      }
    },
  }

  callsOf(name: string): Payload[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.payload)
  }

  get openLinks(): number {
    return this.#links.size
  }

  /** Ends every link of somebody, or of everybody. */
  cut(userId?: string): void {
    for (const link of [...this.#links]) if (userId === undefined || link.userId === userId) this.#end(link, 'lost')
  }

  announceClosing(retryAfterMs: number): void {
    for (const link of this.#links) link.events.received({ name: 'server_closing', payload: { retryAfterMs } })
  }

  /** A copy of all that is stored, to be put back by `restore`. */
  backUp(): { rooms: Map<string, FakeRoom>; inboxes: Map<string, FakeInbox> } {
    return structuredClone({ rooms: this.rooms, inboxes: this.inboxes })
  }

  restore(backup: { rooms: Map<string, FakeRoom>; inboxes: Map<string, FakeInbox> }): void {
    this.cut()
    Object.assign(this, structuredClone(backup))
  }

  nextId(): string {
    this.#ids += 1
    return this.#ids.toString(16).padStart(24, '0')
  }

  addRoom(kind: 'direct' | 'group', userIds: string[], clientRoomId?: string): string {
    const chatRoomId = this.nextId()
    const participants = new Map(userIds.map((userId) => [userId, { lastReadSeq: 0, lastDeliveredSeq: 0 }]))
    this.rooms.set(chatRoomId, {
      chatRoomId,
      kind,
      participants,
      entries: [],
      messages: new Map(),
      updatedAt: this.#now(),
      ...(clientRoomId === undefined ? {} : { clientRoomId }),
    })
    this.#tellRoom(this.room(chatRoomId), { name: 'room_opened', payload: { chatRoomId } })
    return chatRoomId
  }

  room(chatRoomId: string): FakeRoom {
    const room = this.rooms.get(chatRoomId)
    if (room === undefined) throw new LinstaError('room_not_found')
    return room
  }

  // biome-ignore lint/complexity/useMaxParams: tests are full of it.
  send(
    chatRoomId: string,
    senderId: string,
    text: string,
    more: { clientMessageId?: string; replyTo?: string } = {},
  ): Message {
    const room = this.#roomOf(chatRoomId, senderId)
    const { clientMessageId, replyTo = null } = more
    for (const known of room.messages.values()) {
      if (clientMessageId === undefined || known.senderId !== senderId) continue
      if (known.clientMessageId === clientMessageId) return known
    }
    const unread = this.unreadOf(chatRoomId, senderId)
    const seq = room.entries.length + 1
    const message: Message = {
      _id: this.nextId(),
      chatRoomId,
      senderId,
      text: text.trim(),
      createdAt: this.#now(),
      deleted: false,
      readBy: [senderId],
      replyTo,
      seq,
      updatedSeq: seq,
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    }
    room.messages.set(message._id, message)
    this.#append(room, { kind: 'message', message })
    const receipt = room.participants.get(senderId)
    if (receipt !== undefined && unread === 0) receipt.lastReadSeq = Math.max(receipt.lastReadSeq, seq)
    return message
  }

  delete(messageId: string): Message {
    for (const room of this.rooms.values()) {
      const message = room.messages.get(messageId)
      if (message === undefined) continue
      if (message.deleted) return message
      const deleted = { ...message, deleted: true, text: '', updatedSeq: room.entries.length + 1 }
      room.messages.set(messageId, deleted)
      this.#append(room, { kind: 'delete', message: deleted })
      return deleted
    }
    throw new LinstaError('message_not_found')
  }

  addParticipant(chatRoomId: string, userId: string): void {
    const room = this.room(chatRoomId)
    if (room.participants.has(userId)) return
    room.participants.set(userId, { lastReadSeq: room.entries.length + 1, lastDeliveredSeq: room.entries.length + 1 })
    this.#append(room, { kind: 'participant_added', userId })
  }

  removeParticipant(chatRoomId: string, userId: string): void {
    const room = this.room(chatRoomId)
    if (!room.participants.has(userId)) return
    this.#append(room, { kind: 'participant_removed', userId })
    room.participants.delete(userId)
  }

  markRead(chatRoomId: string, userId: string, seq: number): Receipt {
    const room = this.#roomOf(chatRoomId, userId)
    const receipt = room.participants.get(userId)
    if (receipt === undefined) throw new LinstaError('not_a_participant')
    const before = { ...receipt }
    receipt.lastReadSeq = Math.max(receipt.lastReadSeq, Math.min(seq, room.entries.length))
    receipt.lastDeliveredSeq = Math.max(receipt.lastDeliveredSeq, receipt.lastReadSeq)
    if (receipt.lastReadSeq > before.lastReadSeq) this.#tellReceipt(room, userId)
    return { chatRoomId, userId, ...receipt }
  }

  unreadOf(chatRoomId: string, userId: string): number {
    const room = this.room(chatRoomId)
    const lastReadSeq = room.participants.get(userId)?.lastReadSeq ?? 0
    return [...room.messages.values()].filter((one) => one.senderId !== userId && one.seq > lastReadSeq).length
  }

  head(chatRoomId: string, userId: string): RoomHead {
    const room = this.#roomOf(chatRoomId, userId)
    const newest = [...room.messages.values()].at(-1)
    const others = [...room.participants.keys()].filter((id) => id !== userId)
    const shown = room.kind === 'direct' ? [userId, ...others] : [userId]
    return {
      chatRoomId,
      kind: room.kind,
      ownerId: room.kind === 'group' ? ([...room.participants.keys()][0] ?? null) : null,
      position: positionOf(room.entries),
      unread: this.unreadOf(chatRoomId, userId),
      preview: newest
        ? {
            messageId: newest._id,
            seq: newest.seq,
            senderId: newest.senderId,
            text: newest.text.slice(0, PREVIEW_TEXT_MAX),
            deleted: newest.deleted,
            createdAt: newest.createdAt,
          }
        : null,
      receipts: shown.flatMap((id) => {
        const receipt = room.participants.get(id)
        return receipt === undefined ? [] : [{ chatRoomId, userId: id, ...receipt }]
      }),
      other: room.kind === 'direct' ? person(others[0] ?? '') : null,
      updatedAt: room.updatedAt,
    }
  }

  /** A type is its message and what it refers to. */
  notify(userId: string, type: string): Notification {
    const inbox = this.inbox(userId)
    const seq = inbox.entries.length + 1
    const notification: Notification = {
      _id: this.nextId(),
      userId,
      type,
      message: type,
      referenceId: type,
      isRead: false,
      createdAt: this.#now(),
      seq,
      updatedSeq: seq,
    }
    inbox.notifications.set(notification._id, notification)
    this.#appendInbox(userId, { kind: 'notification', notification })
    return notification
  }

  retract(userId: string, id: string): void {
    const inbox = this.inbox(userId)
    const notification = inbox.notifications.get(id)
    if (notification === undefined || inbox.retracted.has(id)) return
    inbox.retracted.add(id)
    const state = { ...notification, updatedSeq: inbox.entries.length + 1 }
    inbox.notifications.set(id, state)
    this.#appendInbox(userId, { kind: 'retracted', notification: state })
  }

  readNotification(userId: string, id: string): Notification {
    const inbox = this.inbox(userId)
    const notification = inbox.notifications.get(id)
    if (notification === undefined || inbox.retracted.has(id)) throw new LinstaError('notification_not_found')
    if (notification.isRead) return notification
    const read = { ...notification, isRead: true, updatedSeq: inbox.entries.length + 1 }
    inbox.notifications.set(id, read)
    this.#appendInbox(userId, { kind: 'read', notification: read })
    return read
  }

  readAllNotifications(userId: string): void {
    const inbox = this.inbox(userId)
    const updatedSeq = inbox.entries.length + 1
    for (const [id, one] of inbox.notifications) {
      if (!one.isRead) inbox.notifications.set(id, { ...one, isRead: true, updatedSeq })
    }
    this.#appendInbox(userId, { kind: 'all_read' })
  }

  inbox(userId: string): FakeInbox {
    const known = this.inboxes.get(userId)
    if (known !== undefined) return known
    const inbox = { entries: [], notifications: new Map(), retracted: new Set<string>() }
    this.inboxes.set(userId, inbox)
    return inbox
  }

  /** Newest first, as the inbox shows them. */
  notificationsOf(userId: string): Notification[] {
    const inbox = this.inbox(userId)
    return [...inbox.notifications.values()].filter(({ _id }) => !inbox.retracted.has(_id)).reverse()
  }

  unreadNotifications(userId: string): number {
    return this.notificationsOf(userId).filter((one) => !one.isRead).length
  }

  tellTyping(chatRoomId: string, userId: string): void {
    this.#tellRoom(this.room(chatRoomId), { name: 'user_typing', payload: { chatRoomId, userId } }, userId)
  }

  setOnline(userId: string, online: boolean): void {
    this.presence.set(userId, online)
    for (const link of this.#links) this.#emit(link, { name: 'presence', payload: this.#presenceOf(userId) })
  }

  #presenceOf(userId: string) {
    const online = this.presence.get(userId) ?? false
    return { userId, online, lastSeenAt: online ? null : this.#now() }
  }

  #handle(call: FakeCall, link: FakeLink): object {
    try {
      const refusal = this.refuses(call)
      if (refusal !== undefined) throw typeof refusal === 'string' ? new LinstaError(refusal) : refusal
      return structuredClone({ ok: true, ...this.#answer(call, link) })
    } catch (error) {
      return { ok: false, error: toProblem(error) }
    }
  }

  #answer({ name, payload, userId }: FakeCall, link: FakeLink): object {
    switch (name) {
      case 'sync':
        link.isSubscribed = true
        return this.#sync(userId, payload)
      case 'get_changes':
        return { rooms: payload.rooms.map((asked: Payload) => this.#changes(userId, asked, payload.limit)) }
      case 'get_messages':
        return this.#messages(userId, payload)
      case 'get_room':
        return this.#roomAnswer(payload.chatRoomId, userId, payload.cursor)
      case 'send_message':
        return { message: this.send(payload.chatRoomId, userId, payload.text, payload) }
      case 'delete_message':
        return { message: this.delete(payload.messageId) }
      case 'open_room': {
        const both = [userId, payload.otherUserId]
        const known = [...this.rooms.values()].find(
          (room) => room.kind === 'direct' && both.every((id) => room.participants.has(id)),
        )
        const chatRoomId = known?.chatRoomId ?? this.addRoom('direct', both)
        return { chatRoomId, participants: both, createdAt: this.#now() }
      }
      case 'create_room': {
        const { userIds, clientRoomId } = payload
        const known = [...this.rooms.values()].find((room) => room.clientRoomId === clientRoomId)
        const chatRoomId = known?.chatRoomId ?? this.addRoom('group', [userId, ...userIds], clientRoomId)
        return this.#roomAnswer(chatRoomId, userId)
      }
      case 'add_participant':
        this.addParticipant(payload.chatRoomId, payload.userId)
        return {}
      case 'remove_participant':
        this.#roomOf(payload.chatRoomId, userId)
        this.removeParticipant(payload.chatRoomId, payload.userId)
        return {}
      case 'mark_read': {
        const receipt = this.markRead(payload.chatRoomId, userId, payload.seq)
        return { receipt, unread: this.unreadOf(payload.chatRoomId, userId) }
      }
      case 'mark_delivered':
        for (const { chatRoomId, seq } of payload.rooms) {
          const room = this.rooms.get(chatRoomId)
          const receipt = room?.participants.get(userId)
          if (room === undefined || receipt === undefined || receipt.lastDeliveredSeq >= seq) continue
          receipt.lastDeliveredSeq = seq
          this.#tellReceipt(room, userId)
        }
        return {}
      case 'typing':
        this.tellTyping(payload.chatRoomId, userId)
        return {}
      case 'get_notifications': {
        const all = this.notificationsOf(userId).filter(({ seq }) => seq < (payload.before ?? Number.POSITIVE_INFINITY))
        const notifications = all.slice(0, payload.limit ?? 20)
        return {
          notifications,
          hasMore: all.length > notifications.length,
          position: positionOf(this.inbox(userId).entries),
          unreadCount: this.unreadNotifications(userId),
        }
      }
      case 'get_inbox_changes':
        return { inbox: this.#inboxChanges(userId, payload.position) }
      case 'mark_notification_read':
        return { notification: this.readNotification(userId, payload.id) }
      case 'mark_all_notifications_read':
        this.readAllNotifications(userId)
        return {}
      case 'subscribe_presence':
        return { presence: payload.userIds.map((id: string) => this.#presenceOf(id)) }
      case 'get_privacy':
        return { privacy: this.#privacy }
      case 'set_privacy':
        Object.assign(this.#privacy, payload)
        return { privacy: this.#privacy }
      case 'refresh_token': {
        const { exp } = JSON.parse(Buffer.from(payload.token.split('.')[1], 'base64url').toString())
        return { expiresAt: new Date(exp * 1000).toISOString() }
      }
      default:
        throw new LinstaError('invalid_request')
    }
  }

  #sync(userId: string, { epoch, inbox, cursor }: Payload): object {
    const heads = [...this.rooms.values()]
      .filter((room) => room.participants.has(userId))
      .map((room) => this.head(room.chatRoomId, userId))
      .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    const from = cursor === undefined ? 0 : Number(cursor)
    const rooms = heads.slice(from, from + PAGE)
    const isReset = epoch !== undefined && epoch !== this.epoch
    return {
      epoch: this.epoch,
      reset: isReset,
      rooms,
      nextCursor: from + PAGE < heads.length ? String(from + PAGE) : null,
      ...(cursor === undefined
        ? {
            unreadTotal: heads.reduce((sum, head) => sum + head.unread, 0),
            inbox: this.#inboxChanges(userId, isReset ? undefined : inbox),
          }
        : {}),
    }
  }

  #changes(
    userId: string,
    { chatRoomId, position }: { chatRoomId: string; position: Position },
    limit: number,
  ): object {
    const room = this.rooms.get(chatRoomId)
    if (room === undefined || !room.participants.has(userId)) return { chatRoomId, outcome: 'gone' }
    if (!isIn(room.entries, position)) return { chatRoomId, outcome: 'reset' }
    const tail = room.entries.slice(position.seq)
    const entries = tail.slice(0, Math.min(limit, 4)).map((entry) => this.#current(room, entry))
    return {
      chatRoomId,
      outcome: 'changes',
      entries,
      position: positionOf(room.entries.slice(0, position.seq + entries.length)),
      hasMore: tail.length > entries.length,
    }
  }

  #inboxChanges(userId: string, position: Position | undefined): object {
    const inbox = this.inbox(userId)
    const unreadCount = this.unreadNotifications(userId)
    if (position === undefined || !isIn(inbox.entries, position)) {
      return { outcome: 'reset', position: positionOf(inbox.entries), unreadCount }
    }
    const tail = inbox.entries.slice(position.seq)
    const entries = tail.slice(0, 4).map((entry) => {
      if (entry.kind === 'all_read') return entry
      return { ...entry, notification: inbox.notifications.get(entry.notification._id) }
    })
    return {
      outcome: 'changes',
      entries,
      position: positionOf(inbox.entries.slice(0, position.seq + entries.length)),
      hasMore: tail.length > entries.length,
      unreadCount,
    }
  }

  #messages(userId: string, { chatRoomId, before, after, around, limit = 4 }: Payload): object {
    const room = this.#roomOf(chatRoomId, userId)
    const all = [...room.messages.values()]
    let from = Math.max(0, all.length - limit)
    if (before !== undefined) from = Math.max(0, all.filter(({ seq }) => seq < before).length - limit)
    if (after !== undefined) from = all.filter(({ seq }) => seq <= after).length
    if (around !== undefined) from = Math.max(0, all.filter(({ seq }) => seq < around).length - Math.floor(limit / 2))
    let to = Math.min(all.length, from + limit)
    if (before !== undefined) to = all.filter(({ seq }) => seq < before).length
    return {
      messages: all.slice(from, to),
      hasMoreBefore: from > 0,
      hasMoreAfter: to < all.length,
      position: positionOf(room.entries),
    }
  }

  /** @param cursor the last one of the page before; all of it comes again where they left meanwhile */
  #roomAnswer(chatRoomId: string, userId: string, cursor?: string): object {
    const room = this.#roomOf(chatRoomId, userId)
    const all = Array.from(room.participants, ([id, receipt]) => ({
      user: person(id),
      receipt: { chatRoomId, userId: id, ...receipt },
    }))
    const start = all.findIndex(({ user }) => user._id === cursor) + 1
    const participants = all.slice(start, start + PAGE)
    const nextCursor = start + PAGE < all.length ? participants.at(-1)?.user._id : null
    return { room: this.head(chatRoomId, userId), participants, nextCursor }
  }

  #roomOf(chatRoomId: string, userId: string): FakeRoom {
    const room = this.room(chatRoomId)
    if (!room.participants.has(userId)) throw new LinstaError('not_a_participant')
    return room
  }

  #append(room: FakeRoom, about: Payload): void {
    const seq = room.entries.length + 1
    const id = about.kind === 'message' ? about.message._id : this.nextId()
    const actorId = about.message?.senderId ?? about.userId
    const entry = { ...about, chatRoomId: room.chatRoomId, seq, id, actorId, at: this.#now() } as RoomEntry
    room.entries.push(entry)
    room.updatedAt = entry.at
    if (entry.kind === 'message') this.#tellRoom(room, { name: 'receive_message', payload: entry.message })
    else this.#tellRoom(room, { name: 'room_changed', payload: entry })
  }

  #appendInbox(userId: string, about: Payload): void {
    const { entries } = this.inbox(userId)
    const id = about.kind === 'notification' ? about.notification._id : this.nextId()
    const entry = { ...about, seq: entries.length + 1, id, at: this.#now() } as InboxEntry
    entries.push(entry)
    for (const link of this.#links) {
      if (link.userId !== userId) continue
      if (entry.kind === 'notification') this.#emit(link, { name: 'notification', payload: entry.notification })
      else this.#emit(link, { name: 'inbox_changed', payload: entry })
    }
  }

  #current(room: FakeRoom, entry: RoomEntry): RoomEntry {
    if (!('message' in entry)) return entry
    return { ...entry, message: room.messages.get(entry.message._id) ?? entry.message }
  }

  #tellReceipt(room: FakeRoom, userId: string): void {
    const receipt = room.participants.get(userId)
    if (receipt === undefined) return
    this.#tellRoom(room, { name: 'receipt', payload: { chatRoomId: room.chatRoomId, userId, ...receipt } })
  }

  #tellRoom(room: FakeRoom, event: ServerEvent, exceptUserId?: string): void {
    for (const link of this.#links) {
      if (link.userId !== exceptUserId && room.participants.has(link.userId)) this.#emit(link, event)
    }
  }

  #emit(link: FakeLink, event: ServerEvent): void {
    if (!link.isSubscribed || this.losesEvent(event, link.userId)) return
    const sent = structuredClone(event)
    this.#later(() => {
      if (this.#links.has(link)) link.events.received(sent)
    })
  }

  #end(link: FakeLink, reason: LinkEnd): void {
    if (this.#links.delete(link)) link.events.ended(reason)
  }

  #later(task: () => void, moreMs = 0): void {
    this.#time.scheduler.after(LATENCY_MS + moreMs, task)
  }

  #now(): string {
    return new Date(this.#time.clock.now()).toISOString()
  }
}

const person = (userId: string): Person => ({ _id: userId, name: userId })

function positionOf(entries: readonly { seq: number; id: string }[]): Position {
  const last = entries.at(-1)
  return last === undefined ? { seq: 0, id: null } : { seq: last.seq, id: last.id }
}

const isIn = (entries: readonly { id: string }[], { seq, id }: Position): boolean =>
  seq === 0 ? id === null : entries[seq - 1]?.id === id
