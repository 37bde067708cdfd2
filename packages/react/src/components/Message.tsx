import { Check, Copy, Link2, Reply, RotateCw, Trash2 } from 'lucide-react'
import { memo, type ReactNode, useEffect, useState } from 'react'
import { useFormats } from '../hooks/useFormats.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Person } from '../types.ts'
import { Avatar } from './Avatar.tsx'
import { classNames } from './classNames.ts'
import { IconButton } from './IconButton.tsx'
import { isEmojiOnly, MessageText } from './MessageText.tsx'
import { Receipt, type ReceiptState } from './Receipt.tsx'
import type { Row } from './rows.ts'

const COPIED_MS = 1_500 // a check mark in the button's place says that it worked

/** What one can do with a message. Those left out are not offered. */
export type MessageActions = {
  onReply?: ((row: Row) => void) | undefined
  /** Resolves with whether it is on the clipboard. */
  onCopyText?: ((row: Row) => Promise<boolean>) | undefined
  onCopyLink?: ((row: Row) => Promise<boolean>) | undefined
  onDelete?: ((row: Row) => void) | undefined
  onRetry?: ((row: Row) => void) | undefined
  onDiscard?: ((row: Row) => void) | undefined
}

export type MessageProps = MessageActions & {
  row: Row
  /** Who wrote it, as far as that is known. */
  sender: Person | undefined
  /** In a group every first message of somebody bears their name and every last one their picture. */
  isGroup: boolean
  /** How far it came, for one's own. */
  receipt?: ReceiptState | undefined
  /** How many have read it, where that is known of more than one. */
  readBy?: number | undefined
  /** What it answers: undefined where it answers nothing, null where that is not loaded. */
  quoted?: { name: string; text: string } | null | undefined
  onOpenQuoted?: ((row: Row) => void) | undefined
  /** Whether its buttons are reached by Tab: in a list only those of one message are. */
  isReachable?: boolean
}

/**
 * One message: its text, by whom and when, how far it came, and what one can do with it.
 *
 * @example
 * <Message row={row} sender={ann} isGroup={false} onReply={setReplyTo} />
 */
export const Message = memo(function Message(props: MessageProps) {
  const { row, sender, isGroup, receipt } = props
  const strings = useStrings()
  const { time, full } = useFormats()
  const isLarge = !row.isDeleted && isEmojiOnly(row.text)
  return (
    <div
      className={classNames(
        'linsta-message',
        row.isOwn ? 'linsta-message-own' : 'linsta-message-other',
        row.startsGroup && 'linsta-message-first',
        row.endsGroup && 'linsta-message-last',
        isLarge && 'linsta-message-large',
        row.item.state !== 'sent' && `linsta-message-${row.item.state}`,
      )}
    >
      {isGroup && !row.isOwn && (
        <span className="linsta-message-avatar">
          {row.endsGroup && sender !== undefined && <Avatar person={sender} size="small" />}
        </span>
      )}
      <div className="linsta-message-body">
        {isGroup && !row.isOwn && row.startsGroup && (
          <span className="linsta-message-sender" dir="auto">
            {sender?.name ?? row.senderId}
          </span>
        )}
        <div className="linsta-bubble">
          {props.quoted !== undefined && <Quote {...props} />}
          <div dir="auto" className="linsta-message-text">
            {row.isDeleted ? <em>{strings.messageDeleted}</em> : <MessageText text={row.text} />}
            <span className="linsta-message-meta">
              {/* Isolated: where a text has no direction of its own, the time must not give it one. */}
              <bdi>
                <time dateTime={row.createdAt} title={full(row.createdAt)}>
                  {time(row.createdAt)}
                </time>
              </bdi>
              {receipt !== undefined && !row.isDeleted && <Receipt state={receipt} readBy={props.readBy} />}
            </span>
          </div>
          {!row.isDeleted && <Actions {...props} />}
        </div>
        {row.item.state === 'failed' && (
          <p className="linsta-message-failure">
            <span>
              {strings.failed}. {strings.error(row.item.error)}
            </span>
            <TextButton onPress={props.onRetry} row={row} isReachable={props.isReachable}>
              <RotateCw aria-hidden="true" /> {strings.retry}
            </TextButton>
            <TextButton onPress={props.onDiscard} row={row} isReachable={props.isReachable}>
              {strings.discard}
            </TextButton>
          </p>
        )}
      </div>
    </div>
  )
})

type PressProps = { onPress: ((row: Row) => void) | undefined; row: Row; isReachable: boolean | undefined }

function TextButton({ onPress, row, isReachable, children }: PressProps & { children: ReactNode }) {
  if (onPress === undefined) return null
  return (
    <button type="button" className="linsta-link-button" tabIndex={isReachable ? 0 : -1} onClick={() => onPress(row)}>
      {children}
    </button>
  )
}

function Quote({ quoted, onOpenQuoted, row, isReachable }: MessageProps) {
  const { earlierMessage } = useStrings()
  return (
    <button
      type="button"
      className="linsta-quote"
      disabled={!quoted || onOpenQuoted === undefined}
      tabIndex={isReachable ? 0 : -1}
      onClick={() => onOpenQuoted?.(row)}
    >
      {quoted ? (
        <>
          <strong dir="auto">{quoted.name}</strong>
          <span dir="auto">{quoted.text}</span>
        </>
      ) : (
        <span>{earlierMessage}</span>
      )}
    </button>
  )
}

function Actions({ row, isReachable, onReply, onCopyText, onCopyLink, onDelete }: MessageProps) {
  const strings = useStrings()
  const isSent = row.item.state === 'sent'
  const [copied, setCopied] = useState<string>()
  useEffect(() => {
    if (copied === undefined) return
    const timer = setTimeout(() => setCopied(undefined), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const offered = [
    { icon: Reply, label: strings.reply, onPress: isSent ? onReply : undefined, isMirrored: true },
    { icon: Copy, label: strings.copyText, onPress: onCopyText },
    { icon: Link2, label: strings.copyLink, onPress: isSent ? onCopyLink : undefined },
    { icon: Trash2, label: strings.delete, onPress: isSent && row.isOwn ? onDelete : undefined },
  ]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form.
    <div role="group" aria-label={strings.messageActions} className="linsta-message-actions">
      {offered.map(
        ({ icon, label, onPress, isMirrored }) =>
          onPress !== undefined && (
            <IconButton
              key={label}
              icon={label === copied ? Check : icon}
              label={label}
              tabIndex={isReachable ? 0 : -1}
              className={classNames(isMirrored && 'linsta-mirrored')}
              onClick={() => {
                const pressed: unknown = onPress(row)
                if (pressed instanceof Promise) void pressed.then((isDone) => isDone === true && setCopied(label))
              }}
            />
          ),
      )}
    </div>
  )
}
