import type { RoomListing } from '@linsta/client'
import { type MouseEvent, memo } from 'react'
import { useDraft } from '../hooks/useDraft.ts'
import { useFormats } from '../hooks/useFormats.ts'
import { useRoomPeople } from '../hooks/useRoomPeople.ts'
import { useRoomTitle } from '../hooks/useRoomTitle.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { classNames } from './classNames.ts'
import { Receipt, type ReceiptState } from './Receipt.tsx'
import { RoomAvatar } from './RoomAvatar.tsx'

const UNREAD_SHOWN_MAX = 99 // a badge is for a glance

/** One room in the list: whose it is, what was said last, and how much of it is new. */
export const RoomListItem = memo(function RoomListItem(props: {
  room: RoomListing
  userId: string | undefined
  isSelected: boolean
  isReachable: boolean
  href: string | undefined
  onSelect(chatRoomId: string): void
}) {
  const { room, isSelected, isReachable, href, onSelect } = props
  const strings = useStrings()
  const { short, full, number } = useFormats()
  const title = useRoomTitle(room)
  const at = room.preview?.createdAt ?? room.updatedAt
  const attributes = {
    'aria-current': isSelected ? ('true' as const) : undefined,
    tabIndex: isReachable ? 0 : -1,
    'data-room': room.chatRoomId,
    className: classNames('linsta-room', room.unread > 0 && 'linsta-room-unread'),
    onClick(event: MouseEvent) {
      // Another tab or window is the browser's to open.
      if (event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      onSelect(room.chatRoomId)
    },
  }
  const content = (
    <>
      <RoomAvatar room={room} />
      <span className="linsta-room-title" dir="auto">
        {title}
      </span>
      <time className="linsta-room-time" dateTime={at} title={full(at)}>
        {short(at)}
      </time>
      <span className="linsta-room-preview">
        <Preview {...props} />
      </span>
      {room.unread > 0 && (
        <span className="linsta-badge" role="img" aria-label={strings.unreadMessages(room.unread)}>
          {room.unread > UNREAD_SHOWN_MAX ? `${number(UNREAD_SHOWN_MAX)}+` : number(room.unread)}
        </span>
      )}
    </>
  )
  return href === undefined ? (
    <button type="button" {...attributes}>
      {content}
    </button>
  ) : (
    <a href={href} {...attributes}>
      {content}
    </a>
  )
})

function Preview({ room, userId, isSelected }: { room: RoomListing; userId: string | undefined; isSelected: boolean }) {
  const strings = useStrings()
  const [draft] = useDraft(room.chatRoomId)
  const people = useRoomPeople(room)
  const { preview, typing, kind } = room
  if (typing.length > 0) return <span className="linsta-room-typing">{strings.somebodyTyping}</span>
  if (draft.trim() !== '' && !isSelected) {
    return (
      <span className="linsta-room-draft" dir="auto">
        {strings.draft(draft)}
      </span>
    )
  }
  if (preview === null) return strings.emptyRoom
  const isOwn = preview.senderId === userId
  const text = preview.deleted ? strings.messageDeleted : preview.text
  const name = people.find((person) => person._id === preview.senderId)?.name
  const isNamed = kind === 'group' && !isOwn && name !== undefined
  return (
    <>
      {isOwn && !preview.deleted && kind === 'direct' && <Receipt state={receiptOf(room, userId, preview.seq)} />}
      <span dir="auto" className="linsta-room-preview-text">
        {isNamed
          ? strings.previewBy(name, text)
          : kind === 'group' && isOwn
            ? strings.previewBy(strings.you, text)
            : text}
      </span>
    </>
  )
}

function receiptOf(room: RoomListing, userId: string | undefined, seq: number): ReceiptState {
  const other = room.receipts.find((receipt) => receipt.userId !== userId)
  if ((other?.lastReadSeq ?? 0) >= seq) return 'read'
  return (other?.lastDeliveredSeq ?? 0) >= seq ? 'delivered' : 'sent'
}
