import type { Play } from './acts/act.ts'
import type { GroundTruth, TrueMessage } from './groundTruth.ts'
import type { Send } from './sends.ts'

/** What somebody was promised: acked messages, receipts and deletions are there; what waits is sent; in order (P1–P3). */
export function checkPromised(play: Play, truth: GroundTruth): void {
  checkSends(play, truth)
  checkOrder(play, truth)
  checkGroups(play)
  checkReceipts(play, truth)
  checkDeletions(play, truth)
  checkNotifications(play, truth)
}

const messagesOf = (truth: GroundTruth, { chatRoomId, clientMessageId }: Send): TrueMessage[] =>
  truth.rooms.get(chatRoomId)?.messages.filter((message) => message.clientMessageId === clientMessageId) ?? []

function checkSends({ world }: Play, truth: GroundTruth): void {
  const { breaches, ledger } = world
  for (const send of world.sends.all) {
    const found = messagesOf(truth, send)
    const name = `"${send.text}" of ${send.client.name}`
    if (found.length > 1) breaches.add('acked once', `${name} is in the log ${found.length} times`)
    if (send.state === 'acked') {
      // A restored backup takes away what was committed after it was made, and nothing else.
      if (send.id !== undefined && ledger.lost.has(send.id)) continue
      const isThere = found.some(({ id, seq }) => id === send.id && seq === send.seq)
      if (!isThere) breaches.add('acked once', `${name} was acked as ${send.seq} and is not in the log there`)
    }
    if (send.state === 'pending' && found.length === 0 && mustBeSent(send) && ledger.restores === 0) {
      breaches.add('acked once', `${name} was stored by its device and never sent`)
    }
    const [message] = found
    if (message !== undefined && !message.deleted && message.text !== send.text) {
      breaches.add('acked once', `${name} says "${message.text}" in the log`)
    }
  }
}

/** A client that is gone left it to its device, which has not been told that the server refuses it. */
const mustBeSent = ({ client, clientMessageId }: Send): boolean =>
  client.device.everStored.has(clientMessageId) && client.device.stored.get(clientMessageId)?.state !== 'failed'

function checkOrder({ world }: Play, truth: GroundTruth): void {
  const last = new Map<string, { seq: number; text: string }>()
  for (const send of world.sends.all) {
    const [message] = messagesOf(truth, send)
    // What the store did not take is sent by its own tab, once that leads.
    if (message === undefined || send.wasRefused || send.client.device.untaken.has(send.clientMessageId)) continue
    const key = `${send.client.name} ${send.chatRoomId}`
    const before = last.get(key)
    if (before !== undefined && message.seq < before.seq) {
      const sentence = `${send.client.name} sent "${before.text}" before "${send.text}", which stands before it`
      world.breaches.add('order of sending', sentence)
    }
    last.set(key, { seq: message.seq, text: send.text })
  }
}

/** However often a client asks for a group, because no answer came, it is made once. */
function checkGroups({ world, groupsAsked }: Play): void {
  for (const userId of world.userIds) {
    const asked = groupsAsked.filter((one) => one === userId).length
    const made = [...world.ledger.rooms.values()].filter(
      ({ isGroup, creatorId, openedAt }) => isGroup && creatorId === userId && openedAt >= world.stirredAt,
    ).length
    if (made > asked) world.breaches.add('acked once', `${userId} asked for ${asked} groups, and ${made} were made`)
  }
}

/**
 * What was said to be read is stored as read. A receipt stands on one's own message or on the one of others before it,
 * as sending and reading fell in order: both say the same.
 */
function checkReceipts({ world, readThrough }: Play, truth: GroundTruth): void {
  for (const { userId, chatRoomId, seq } of readThrough) {
    const account = world.ledger.rooms.get(chatRoomId)
    const cameBack = account?.entries.some((entry) => entry.targetId === userId)
    // After a restore or a removal a client answers for a while by what it knew, and who joins begins anew.
    if (world.ledger.restores > 0 || cameBack) continue
    const room = truth.rooms.get(chatRoomId)
    const stored = room?.participants.get(userId)?.lastReadSeq ?? 0
    if (room?.messages.some((message) => message.senderId !== userId && message.seq > stored && message.seq <= seq)) {
      world.breaches.add('receipts forward', `${userId} read ${chatRoomId} through ${seq}, and ${stored} is stored`)
    }
  }
}

function checkDeletions({ world, deleted }: Play, truth: GroundTruth): void {
  const messages = new Map([...truth.rooms.values()].flatMap((room) => room.messages.map((one) => [one.id, one])))
  for (const { messageId, restores } of deleted) {
    if (restores !== world.ledger.restores) continue
    if (messages.get(messageId)?.deleted === false) {
      world.breaches.add('acked once', `the deletion of ${messageId} was acked, and it is there`)
    }
  }
}

/** One notification per like and author, none for a like that was undone (P8). */
function checkNotifications({ world }: Play, truth: GroundTruth): void {
  for (const { postId, userId, authorId, isActive } of truth.likes) {
    const all = truth.inboxes.get(authorId)?.filter(({ dedupeKey }) => dedupeKey === `like:${postId}:${userId}`) ?? []
    const shown = all.filter(({ isRetracted }) => !isRetracted).length
    // After one that was read and taken back, the same like does not notify again.
    const mayBeSilent = all.some(({ isRead, isRetracted }) => isRead && isRetracted)
    const isRight = isActive ? shown === 1 || (shown === 0 && mayBeSilent) : shown === 0
    if (isRight) continue
    const what = isActive ? 'a like' : 'a like that was undone'
    world.breaches.add('one notification', `${authorId} has ${shown} notifications of ${what} by ${userId}`)
  }
  for (const [userId, seqs] of truth.inboxSeqs) {
    const gap = seqs.find((seq, index) => seq !== index + 1)
    if (gap !== undefined) world.breaches.add('one log', `the inbox of ${userId} has a gap before ${gap}`)
  }
}
