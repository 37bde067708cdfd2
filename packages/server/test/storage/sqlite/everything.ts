import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, nothingButATitle } from '../kit.ts'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'

/** Everything that can be read of what `fill` wrote. */
export async function readBack(
  { rooms, inboxes, users, accounts, posts, events }: Storage,
  ids: Record<string, string>,
) {
  const { chatRoomId = '', groupId = '', postId = '', eventId = '' } = ids
  const fromStart = { position: { seq: 0, id: null }, limit: 10 }
  return {
    room: await rooms.readRoom(chatRoomId),
    group: await rooms.readRoom(groupId),
    messages: await rooms.readMessages({ chatRoomId, throughSeq: 4, limit: 10, skip: 0 }),
    log: await rooms.readChanges({ chatRoomId, throughSeq: 4, ...fromStart }),
    groupLog: await rooms.readChanges({ chatRoomId: groupId, throughSeq: 4, ...fromStart }),
    heads: await rooms.readHeads({ userId: ann, after: undefined, limit: 10 }),
    unread: await rooms.countUnread(ann),
    inbox: await inboxes.list({ userId: ann, limit: 10, skip: 0 }),
    inboxLog: await inboxes.readChanges({ userId: ann, ...fromStart }),
    privacy: await users.readPrivacy(),
    people: await users.readMany([ann, bob]),
    account: await accounts.findByEmail('ann@example.org'),
    post: await posts.read(postId, bob),
    comments: await posts.listComments({ postId, limit: 10, skip: 0 }),
    event: await events.read(eventId),
    attendees: await events.listAttendees(eventId),
  }
}

/** Writes something of each kind. */
export async function fill(storage: Storage): Promise<Record<'chatRoomId' | 'groupId' | 'postId' | 'eventId', string>> {
  const acts = createRoomActs(() => storage)
  const chatRoomId = await acts.openRoom(ann, bob)
  const { entry } = await acts.send(chatRoomId, bob, { clientMessageId: 'deleted', text: 'Gone' })
  await acts.send(chatRoomId, bob, { clientMessageId: 'kept', text: 'Kept', replyTo: entry.id })
  await acts.remove(chatRoomId, bob, { messageId: entry.id })
  await acts.send(chatRoomId, ann)
  await acts.moveReceipt(chatRoomId, ann, 2)
  await acts.receive(chatRoomId, ann, 3)
  const { chatRoomId: groupId, ownerId, others } = await acts.createGroup()
  await acts.send(groupId, ownerId)
  await acts.add(groupId, ownerId, { userId: ann })
  await acts.leave(groupId, others[0] ?? '')
  await acts.send(groupId, ownerId)
  await storage.users.setPrivacy({ userId: bob, receipts: false, invisible: true })
  const account = { userId: ann, name: 'Ann', email: 'ann@example.org', passwordHash: 'hash' }
  await storage.accounts.create({ ...account, at: NOON })
  await storage.users.recordLastSeen({ userIds: [bob], at: NOON + 1 })
  const [postId, eventId] = [newId(), newId()]
  await storage.events.create({ id: eventId, createdBy: ann, fields: nothingButATitle, at: NOON })
  await storage.events.rsvp({ id: newId(), eventId, actorId: bob, at: NOON, notification: undefined })
  await storage.posts.create({ id: postId, authorId: ann, caption: 'A post', eventId, media: [], at: NOON })
  const notification = aNotificationTo(ann, { type: 'LIKE', referenceId: postId })
  await storage.posts.like({ postId, actorId: bob, at: NOON, notification })
  await storage.posts.comment({ id: newId(), postId, actorId: bob, text: 'Yes', at: NOON, notification: undefined })
  await storage.inboxes.markRead({ userId: ann, notificationId: notification.id, at: NOON })
  return { chatRoomId, groupId, postId, eventId }
}
