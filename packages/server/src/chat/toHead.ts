import { PREVIEW_TEXT_MAX, type Preview, type RoomHead } from '@linsta/protocol'
import { type Person, toPerson } from '../people.ts'
import { unreadCount } from '../ports/roomState.ts'
import type { MessageState, RoomHeadState } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'
import { toIsoTime } from '../time.ts'
import { toReceipt, toShownReceipt } from './toReceipt.ts'

/** The end of a room's log as the wire carries it. */
export function toHead(state: RoomHeadState, people: Map<string, Person>, privacy: Privacy): RoomHead {
  const { chatRoomId, kind, ownerId, head, viewer, other, newest } = state
  const shown = other && toShownReceipt(chatRoomId, other, privacy)
  return {
    chatRoomId,
    kind,
    ownerId,
    position: { seq: head.seq, id: head.id },
    unread: unreadCount(head, viewer),
    preview: newest && toPreview(newest),
    receipts: [toReceipt(chatRoomId, viewer), ...(shown === null ? [] : [shown])],
    other: other && toPerson(people.get(other.userId), undefined),
    updatedAt: toIsoTime(head.at),
  }
}

const toPreview = ({ _id, seq, senderId, text, deleted, createdAt }: MessageState): Preview => ({
  messageId: _id,
  seq,
  senderId,
  // A pair that the cut would split is left out: no lone surrogates go out.
  text: text.slice(0, PREVIEW_TEXT_MAX).replace(/[\ud800-\udbff]$/, ''),
  deleted,
  createdAt: toIsoTime(createdAt),
})
