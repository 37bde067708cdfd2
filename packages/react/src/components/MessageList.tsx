import { ArrowDown, CircleAlert, Lock, MessagesSquare } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useAnnounce } from '../hooks/useAnnounce.ts'
import { useFormats } from '../hooks/useFormats.ts'
import { useIsLooking } from '../hooks/useIsLooking.ts'
import { useRoom } from '../hooks/useRoom.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import type { Message as SentMessage } from '../types.ts'
import { classNames } from './classNames.ts'
import { copyText } from './copyText.ts'
import { DeleteDialog } from './DeleteDialog.tsx'
import { Message } from './Message.tsx'
import { Notice } from './Notice.tsx'
import { readersOf, receiptStateOf } from './receiptState.ts'
import { createRows, type Row } from './rows.ts'
import { Skeleton } from './Skeleton.tsx'
import { useMessageKeys } from './useMessageKeys.ts'
import { useMessageScroll } from './useMessageScroll.ts'
import { usePeopleOf } from './usePeopleOf.ts'
import { useUnreadDivider } from './useUnreadDivider.ts'

export type MessageListProps = {
  chatRoomId: string
  /** Shows this message and marks it for a moment; it is loaded if it is not there. */
  focusSeq?: number | undefined
  /** Offers to answer a message. */
  onReply?: ((message: SentMessage) => void) | undefined
  /** Gives a message's address: offers to copy it. */
  messageHref?: ((message: SentMessage) => string) | undefined
}

/**
 * A room's messages, the newest at the bottom. Only what is on screen is in the page; older and newer ones are loaded as
 * one comes near them, and nothing moves under the reader's eyes. What one looks at is marked as read.
 *
 * By keyboard: arrow keys, Home and End go from message to message, Tab to a message's buttons.
 *
 * @example
 * <MessageList chatRoomId={chatRoomId} onReply={setReplyTo} />
 */
export function MessageList({ chatRoomId, focusSeq, onReply, messageHref }: MessageListProps) {
  const room = useRoom(chatRoomId)
  const { messages, timeline, head, participants } = room
  const userId = useUserId()
  const strings = useStrings()
  const { day, number } = useFormats()
  const announce = useAnnounce()
  const isPageLookedAt = useIsLooking()
  const personOf = usePeopleOf(room)
  const [deleting, setDeleting] = useState<Row>()
  // Where the list is scrolled to is known after it is rendered, and the rows depend on whether one is at their end.
  const [isAtEnd, setIsAtEnd] = useState(true)
  const isLooking = isPageLookedAt && isAtEnd

  const hasMoreBefore = timeline.state === 'ready' && timeline.hasMoreBefore
  const unreadAfterSeq = useUnreadDivider(room, { userId, isLooking })
  const rows = useMemo(
    () => createRows(messages, { userId, unreadAfterSeq, hasMoreBefore }),
    [messages, userId, unreadAfterSeq, hasMoreBefore],
  )
  const scroll = useMessageScroll({ room, rows, unreadAfterSeq, focusSeq, isPageLookedAt, onAtEnd: setIsAtEnd })
  const keys = useMessageKeys(rows, scroll)
  const { virtualizer } = scroll

  useAnnouncedMessages({ rows, isReady: timeline.state === 'ready', nameOf: (id) => personOf(id)?.name ?? '' })

  const isGroup = head?.kind === 'group'
  const others = useMemo(() => {
    const receipts = isGroup ? participants.flatMap(({ receipt }) => receipt ?? []) : (head?.receipts ?? [])
    return receipts.filter((receipt) => receipt.userId !== userId)
  }, [isGroup, participants, head, userId])
  const byId = useMemo(
    () => new Map(rows.flatMap((row) => (row.item.state === 'sent' ? [[row.item.message._id, row] as const] : []))),
    [rows],
  )

  const copy = useCallback(
    async (text: string) => {
      const isCopied = await copyText(text)
      if (isCopied) announce(strings.copied)
      return isCopied
    },
    [announce, strings],
  )
  const latest = useRef({ room, onReply, messageHref, byId, scroll })
  useEffect(() => {
    latest.current = { room, onReply, messageHref, byId, scroll }
  })
  // Stable, so that messages are drawn again only when they changed.
  const actions = useMemo(() => {
    const sent = (row: Row) => (row.item.state === 'sent' ? row.item.message : undefined)
    const unsent = (row: Row) => (row.item.state === 'sent' ? '' : row.item.clientMessageId)
    return {
      onReply(row: Row) {
        const message = sent(row)
        if (message !== undefined) latest.current.onReply?.(message)
      },
      onCopyText: (row: Row) => copy(row.text),
      onCopyLink(row: Row) {
        const message = sent(row)
        const href = message && latest.current.messageHref?.(message)
        return href === undefined ? Promise.resolve(false) : copy(href)
      },
      onDelete: setDeleting,
      onRetry: (row: Row) => void latest.current.room.retry(unsent(row)).catch(() => {}),
      onDiscard: (row: Row) => latest.current.room.discard(unsent(row)),
      onOpenQuoted(row: Row) {
        const seq = latest.current.byId.get(row.replyTo ?? '')?.seq
        if (seq !== undefined && seq !== null) latest.current.scroll.jumpTo(seq)
      },
    }
  }, [copy])

  const quotes = useMemo(() => {
    const answering = rows.filter((row) => row.replyTo !== null && !row.isDeleted)
    return new Map(
      answering.map((row) => {
        const quoted = byId.get(row.replyTo ?? '')
        if (quoted === undefined) return [row.key, null]
        const name = quoted.isOwn ? strings.you : (personOf(quoted.senderId)?.name ?? quoted.senderId)
        return [row.key, { name, text: quoted.isDeleted ? strings.messageDeleted : quoted.text }]
      }),
    )
  }, [rows, byId, personOf, strings])

  if (timeline.state === 'gone') return <Notice icon={Lock} title={strings.roomGone} hint={strings.roomGoneHint} />
  if (timeline.state === 'failed' && rows.length === 0) {
    return (
      <Notice icon={CircleAlert} title={strings.error(timeline.error)}>
        <button type="button" className="linsta-button" onClick={() => void room.loadNewest().catch(() => {})}>
          {strings.retry}
        </button>
      </Notice>
    )
  }

  const unread = head?.unread ?? 0
  return (
    <div className="linsta-message-list">
      {((timeline.state === 'loading' && rows.length === 0) || scroll.isFetching) && (
        <Skeleton kind="messages" rows={6} />
      )}
      {timeline.state === 'ready' && rows.length === 0 && (
        <Notice icon={MessagesSquare} title={strings.emptyRoom} hint={strings.emptyRoomHint} />
      )}
      {scroll.floatingDay !== undefined && (
        <div aria-hidden="true" className="linsta-floating-day">
          {day(scroll.floatingDay)}
        </div>
      )}
      {scroll.loading === 'older' && (
        <div role="img" aria-label={strings.loadingOlder} className="linsta-spinner linsta-message-list-spinner" />
      )}
      <div
        ref={scroll.scroller}
        className={classNames('linsta-message-scroller', scroll.isHidden && 'linsta-unplaced')}
        // Nothing in it has the focus until somebody goes there; then it is the newest message.
        role="feed"
        aria-label={strings.messages}
        aria-busy={scroll.loading !== undefined}
        onKeyDown={keys.onKeyDown}
      >
        <div role="presentation" className="linsta-message-space" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((place) => {
            const row = rows[place.index]
            if (row === undefined) return null
            const sender = personOf(row.senderId)
            const isActive = keys.activeKey === row.key
            return (
              <article
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={place.index}
                data-key={row.key}
                tabIndex={isActive ? 0 : -1}
                aria-posinset={place.index + 1}
                aria-setsize={timeline.state === 'ready' && !timeline.hasMoreBefore ? rows.length : -1}
                aria-label={strings.messageFrom(
                  row.isOwn ? strings.you : (sender?.name ?? row.senderId),
                  row.isDeleted ? strings.messageDeleted : row.text,
                )}
                onFocus={() => keys.setActiveKey(row.key)}
                className={classNames('linsta-row', scroll.markedKey === row.key && 'linsta-row-marked')}
                style={{ transform: `translateY(${place.start}px)` }}
              >
                {row.startsDay && (
                  <div className="linsta-day">
                    <span>{day(row.createdAt)}</span>
                  </div>
                )}
                {row.startsUnread && (
                  <div className="linsta-unread-divider">
                    <span>{strings.unread}</span>
                  </div>
                )}
                <Message
                  {...actions}
                  onReply={onReply && actions.onReply}
                  onCopyLink={messageHref && actions.onCopyLink}
                  row={row}
                  sender={sender}
                  isGroup={isGroup}
                  receipt={row.isOwn ? receiptStateOf(row.item, others) : undefined}
                  readBy={row.isOwn && isGroup ? readersOf(row.item, others) : undefined}
                  quoted={quotes.get(row.key)}
                  isReachable={isActive}
                />
              </article>
            )
          })}
        </div>
      </div>
      {!isAtEnd && rows.length > 0 && (
        <button
          type="button"
          className={classNames('linsta-to-end', unread > 0 && 'linsta-to-end-unread')}
          aria-label={unread > 0 ? strings.newMessages(unread) : strings.toNewest}
          onClick={scroll.toEnd}
        >
          {unread > 0 && <span>{strings.newMessages(unread).replace(String(unread), number(unread))}</span>}
          <ArrowDown aria-hidden="true" />
        </button>
      )}
      {deleting !== undefined && (
        <DeleteDialog row={deleting} onDelete={room.deleteMessage} onClose={() => setDeleting(undefined)} />
      )}
    </div>
  )
}

/** Says what others write while the room is open. */
function useAnnouncedMessages(parts: { rows: readonly Row[]; isReady: boolean; nameOf(userId: string): string }): void {
  const { rows, isReady, nameOf } = parts
  const announce = useAnnounce()
  const strings = useStrings()
  const saidSeq = useRef<number | null>(null)
  useEffect(() => {
    if (!isReady) return
    const newest = rows.findLast((row) => row.seq !== null)
    const before = saidSeq.current
    saidSeq.current = Math.max(before ?? 0, newest?.seq ?? 0)
    if (before === null || newest === undefined || (newest.seq ?? 0) <= before) return
    if (!newest.isOwn && !newest.isDeleted) announce(strings.messageFrom(nameOf(newest.senderId), newest.text))
  })
}
