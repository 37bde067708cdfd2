import type { RoomMessage } from '@linsta/client'
import type { GroundTruth } from './groundTruth.ts'
import type { SimulatedClient } from './simulatedClient.ts'
import type { World } from './world.ts'

type Receipt = { chatRoomId: string; userId: string; lastReadSeq: number; lastDeliveredSeq: number }
export type ShownMessage = Extract<RoomMessage, { state: 'sent' }>['message']

/** What a client shows, brought into a form in which two clients of one person can be compared. */
export type ClientView = {
  unreadTotal: number
  rooms: { chatRoomId: string; unread: number; listing: Record<string, string> }[]
  timelines: Map<string, Timeline>
  inbox: { unreadCount: number; hasMore: boolean; notifications: string[] }
  online: Map<string, boolean>
}

export type Timeline = {
  state: string
  hasMoreBefore: boolean
  hasMoreAfter: boolean
  messages: readonly ShownMessage[]
  participants: string
}

export function viewClient(client: SimulatedClient, world: World, truth: GroundTruth): ClientView {
  const { rooms, unreadTotal } = client.rooms.getSnapshot()
  const inbox = client.inbox.getSnapshot()
  const { userId: ownId } = client.device
  const show = (receipt: Receipt) =>
    // Of somebody who changed what they show only later receipts tell.
    receipt.userId !== ownId && world.ledger.privacyOf(receipt.userId).since > 0 ? '' : showReceipt(receipt, truth)
  const timelines = new Map<string, Timeline>()
  for (const chatRoomId of client.opened) {
    const { timeline, messages, participants } = client.room(chatRoomId).getSnapshot()
    timelines.set(chatRoomId, {
      state: timeline.state,
      hasMoreBefore: timeline.state === 'ready' && timeline.hasMoreBefore,
      hasMoreAfter: timeline.state === 'ready' && timeline.hasMoreAfter,
      messages: messages.flatMap((one) => (one.state === 'sent' ? [one.message] : [])),
      participants: participants
        .map(({ user, receipt }) => `${user._id}${receipt === null ? '' : show(receipt)}`)
        .sort()
        .join(', '),
    })
  }
  return {
    unreadTotal,
    rooms: rooms.map(({ chatRoomId, kind, other, unread, preview, receipts, updatedAt, typing }) => ({
      chatRoomId,
      unread,
      listing: {
        owner: String(client.room(chatRoomId).getSnapshot().head?.ownerId),
        other: `${kind} ${other?._id}`,
        unread: String(unread),
        preview: JSON.stringify(preview),
        receipts: receipts.map(show).join(''),
        activity: updatedAt,
        typing: typing.join(),
      },
    })),
    timelines,
    inbox: {
      unreadCount: inbox.unreadCount,
      hasMore: inbox.state === 'ready' && inbox.hasMore,
      notifications: inbox.notifications.map(showNotification),
    },
    online: new Map([...client.presence.getSnapshot()].map(([userId, { online }]) => [userId, online])),
  }
}

export const showNotification = (one: { _id: string; seq: number; updatedSeq: number; isRead: boolean }): string =>
  `${one.seq} ${one._id} ${one.updatedSeq} ${one.isRead ? 'read' : 'unread'}`

/**
 * A receipt as how many messages of others it covers: whether it stands on one's own message or on the one of others
 * before it is the same.
 */
function showReceipt({ chatRoomId, userId, lastReadSeq, lastDeliveredSeq }: Receipt, truth: GroundTruth): string {
  const others = truth.rooms.get(chatRoomId)?.messages.filter(({ senderId }) => senderId !== userId) ?? []
  const covers = (through: number) => others.filter(({ seq }) => seq <= through).length
  return ` ${userId} read ${covers(lastReadSeq)} got ${covers(Math.max(lastReadSeq, lastDeliveredSeq))}`
}
