import { countUnread, type GroundTruth, type TrueRoom } from './groundTruth.ts'
import type { World } from './world.ts'

/** The logs by themselves: without gaps, as they were committed, and with counts that a recount agrees with (P11). */
export function checkLog({ ledger, breaches }: World, truth: GroundTruth): void {
  for (const room of truth.rooms.values()) {
    const { chatRoomId, entries, messages, participants } = room
    const account = ledger.rooms.get(chatRoomId)
    const wanted = account?.entries.map(({ seq, id }) => `${seq} ${id}`) ?? []
    const found = entries.map(({ seq, id }) => `${seq} ${id}`)
    if (found.join() !== wanted.join()) {
      breaches.add(
        'one log',
        `${chatRoomId} holds ${found.length} entries, which are not the ${wanted.length} committed`,
      )
    }
    const gap = entries.find(({ seq }, index) => seq !== index + 1)
    if (gap !== undefined) breaches.add('one log', `${chatRoomId} has a gap before ${gap.seq}`)
    const members = [...participants.keys()].sort().join()
    if (members !== [...(account?.members ?? [])].sort().join()) {
      breaches.add('one log', `${chatRoomId} is said to be of ${members}, which its log does not say`)
    }
    for (const participant of participants.values()) {
      const unread = messages.length - participant.sentCount - participant.readCount
      const counted = countUnread(room, participant)
      if (unread !== counted) {
        breaches.add('counts', `${participant.userId} has ${unread} unread in ${chatRoomId}, counted ${counted}`)
      }
      if (participant.lastReadSeq > entries.length)
        breaches.add('counts', `${participant.userId} read beyond ${chatRoomId}`)
    }
    checkRepeats(breaches, room)
  }
}

function checkRepeats(breaches: World['breaches'], { chatRoomId, messages }: TrueRoom): void {
  const seen = new Set<string>()
  for (const { senderId, clientMessageId, seq } of messages) {
    if (clientMessageId === null) continue
    const key = `${senderId} ${clientMessageId}`
    if (seen.has(key))
      breaches.add('acked once', `${clientMessageId} of ${senderId} is in ${chatRoomId} again at ${seq}`)
    seen.add(key)
  }
}
