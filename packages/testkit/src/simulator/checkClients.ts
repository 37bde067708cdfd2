import { type ClientView, type ShownMessage, showNotification, type Timeline, viewClient } from './clientView.ts'
import { countUnread, type GroundTruth, type TrueMessage } from './groundTruth.ts'
import type { SimulatedClient } from './simulatedClient.ts'
import { liveClients, type World } from './world.ts'

/** Every client shows what one that has just begun shows, and what the database says (P4, P11). */
export async function checkClients(world: World, truth: GroundTruth): Promise<void> {
  // Looked at before the fresh ones come: they must change nothing, and could hide something.
  const views = liveClients(world).map((client) => ({ client, view: viewClient(client, world, truth) }))
  const fresh = new Map<string, SimulatedClient>()
  for (const userId of world.userIds) fresh.set(userId, world.startClient(world.addDevice(userId)))
  await world.time.pass(2_000)
  for (const client of fresh.values()) for (const chatRoomId of truth.rooms.keys()) client.openRoom(chatRoomId)
  await world.time.pass(5_000)
  for (const { client, view } of views) {
    const begun = fresh.get(client.device.userId)
    if (begun === undefined) continue
    compare({ world, client, view, fresh: viewClient(begun, world, truth) })
    checkAgainstTruth({ world, client, view, truth })
  }
}

type Comparison = { world: World; client: SimulatedClient; view: ClientView; fresh: ClientView }

function compare({ world, client, view, fresh }: Comparison): void {
  const differ = (what: string, own: unknown, freshOne: unknown) => {
    if (own !== freshOne) {
      world.breaches.add(
        'same as fresh',
        `${client.name} shows ${what} ${String(own)}, a fresh one ${String(freshOne)}`,
      )
    }
  }
  const list = ({ rooms }: ClientView) => rooms.map(({ chatRoomId }) => chatRoomId).join()
  differ('the rooms', list(view), list(fresh))
  for (const { chatRoomId, listing } of view.rooms) {
    const begun = fresh.rooms.find((one) => one.chatRoomId === chatRoomId)
    for (const [what, own] of Object.entries(listing))
      differ(`the ${what} of ${chatRoomId}:`, own, begun?.listing[what])
  }
  differ('the unread total', view.unreadTotal, fresh.unreadTotal)
  differ('unread notifications', view.inbox.unreadCount, fresh.inbox.unreadCount)
  for (const [chatRoomId, timeline] of view.timelines) {
    // A restored backup may be from before the room was made.
    if (!fresh.timelines.has(chatRoomId)) {
      differ(`the timeline of ${chatRoomId}`, timeline.state, 'gone')
      continue
    }
    differ(`the timeline of ${chatRoomId}`, timeline.state, fresh.timelines.get(chatRoomId)?.state)
    differ(`the participants of ${chatRoomId}`, timeline.participants, fresh.timelines.get(chatRoomId)?.participants)
  }
}

type AgainstTruth = { world: World; client: SimulatedClient; view: ClientView; truth: GroundTruth }

function checkAgainstTruth({ world, client, view, truth }: AgainstTruth): void {
  const { breaches } = world
  const { userId } = client.device
  const differ = (what: string) => breaches.add('same as fresh', `${client.name}: ${what}`)
  for (const [chatRoomId, room] of truth.rooms) {
    const participant = room.participants.get(userId)
    const listed = view.rooms.find((one) => one.chatRoomId === chatRoomId)
    if ((participant === undefined) !== (listed === undefined)) {
      differ(`${participant ? 'misses' : 'shows'} the room ${chatRoomId}`)
    }
    if (participant === undefined || listed === undefined) continue
    const account = world.ledger.rooms.get(chatRoomId)
    const [ownerId] = account?.isGroup ? account.members : [null]
    const { owner } = listed.listing
    if (owner !== String(ownerId)) differ(`shows ${owner} as the owner of ${chatRoomId}, which is ${ownerId}'s`)
    const counted = countUnread(room, participant)
    if (listed.unread !== counted) {
      breaches.add('counts', `${client.name} shows ${listed.unread} unread in ${chatRoomId}, counted ${counted}`)
    }
    const timeline = view.timelines.get(chatRoomId)
    if (timeline !== undefined) checkTimeline(timeline, room.messages, (what) => differ(`${what} of ${chatRoomId}`))
  }
  checkInbox(view.inbox, truth.inboxes.get(userId) ?? [], differ)
  for (const [otherId, online] of view.online) {
    if (!isPartner(world, userId, otherId)) continue
    const isOnline = !world.ledger.privacyOf(otherId).invisible
    if (online !== isOnline) breaches.add('presence', `${client.name} shows ${otherId} as ${online ? 'on' : 'off'}line`)
  }
}

/** Whether they had a direct room from the start: those who begin to share one are told nothing until somebody changes. */
const isPartner = ({ ledger, stirredAt }: World, userId: string, otherId: string): boolean =>
  userId !== otherId &&
  [...ledger.rooms.values()].some(
    ({ isGroup, members, openedAt }) => !isGroup && openedAt < stirredAt && members.has(userId) && members.has(otherId),
  )

/** A stretch of the log without a hole, in its current states, whose ends are told right. */
function checkTimeline(timeline: Timeline, all: readonly TrueMessage[], differ: (what: string) => void): void {
  const { state, messages, hasMoreBefore, hasMoreAfter } = timeline
  if (state !== 'ready') {
    differ(`${state} is the timeline`)
    return
  }
  const from = messages[0]?.seq ?? 0
  const to = messages.at(-1)?.seq ?? 0
  const wanted = all.filter(({ seq }) => seq >= from && seq <= to)
  if (wanted.map(showTrue).join('; ') !== messages.map(showShown).join('; ')) {
    const place = wanted.findIndex((one, index) => showTrue(one) !== shownAt(messages, index))
    const right = wanted[place]
    differ(
      `at ${place} "${shownAt(messages, place)}" is shown instead of "${right && showTrue(right)}" in the timeline`,
    )
  }
  const isFirst = all[0] === undefined || from <= all[0].seq
  const isLast = to >= (all.at(-1)?.seq ?? 0)
  if (hasMoreBefore === isFirst) differ(`hasMoreBefore is ${hasMoreBefore} at ${from}, which is wrong in the timeline`)
  if (hasMoreAfter === isLast) differ(`hasMoreAfter is ${hasMoreAfter} at ${to}, which is wrong in the timeline`)
}

function shownAt(messages: readonly ShownMessage[], index: number): string {
  const message = messages[index]
  return message === undefined ? 'nothing' : showShown(message)
}

const showTrue = ({ seq, id, senderId, text, deleted, updatedSeq, replyTo, clientMessageId }: TrueMessage): string =>
  [seq, id, senderId, text, deleted, updatedSeq, replyTo, clientMessageId].join(' ')

const showShown = (message: ShownMessage): string => {
  const { seq, _id, senderId, text, deleted, updatedSeq, replyTo, clientMessageId } = message
  return [seq, _id, senderId, text, deleted, updatedSeq, replyTo, clientMessageId].join(' ')
}

function checkInbox(
  shown: ClientView['inbox'],
  all: readonly { id: string; seq: number; updatedSeq: number; isRead: boolean; isRetracted: boolean }[],
  differ: (what: string) => void,
): void {
  const wanted = all.filter(({ isRetracted }) => !isRetracted).reverse()
  const unread = wanted.filter(({ isRead }) => !isRead).length
  if (shown.unreadCount !== unread) differ(`${shown.unreadCount} unread notifications are shown, counted ${unread}`)
  const newest = wanted
    .slice(0, shown.notifications.length)
    .map(({ id, ...one }) => showNotification({ ...one, _id: id }))
  if (newest.join('; ') !== shown.notifications.join('; ')) {
    const place = newest.findIndex((one, index) => one !== shown.notifications[index])
    differ(`at ${place} of the inbox "${shown.notifications[place]}" is shown instead of "${newest[place]}"`)
  }
  if (shown.hasMore !== wanted.length > newest.length) differ(`hasMore is ${shown.hasMore} in the inbox`)
}
