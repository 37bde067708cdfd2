import { MESSAGE_TEXT_MAX } from '@linsta/protocol/bounds'
import { SendHorizontal, Smile, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { toLinstaError } from '../errors.ts'
import { useDraft } from '../hooks/useDraft.ts'
import { useRoom } from '../hooks/useRoom.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Message } from '../types.ts'
import { classNames } from './classNames.ts'
import { EmojiPicker } from './EmojiPicker.tsx'
import { IconButton } from './IconButton.tsx'
import { Popover } from './Popover.tsx'

const LEFT_SHOWN = 200 // characters before the end at which the counter shows

export type ComposerProps = {
  chatRoomId: string
  /** The message that is answered, with its sender's name. */
  replyTo?: { message: Message; name: string } | null | undefined
  onCancelReply?: (() => void) | undefined
  /** Takes the focus when it comes, except on touch screens, where that brings up a keyboard. */
  autoFocus?: boolean | undefined
}

/**
 * Where messages are written. Enter sends and Shift+Enter makes a line, except while an input method composes; on touch
 * screens Enter makes a line. What is not sent is kept as the room's draft.
 *
 * @example
 * <Composer chatRoomId={chatRoomId} />
 */
export function Composer({ chatRoomId, replyTo, onCancelReply, autoFocus = false }: ComposerProps) {
  const room = useRoom(chatRoomId)
  const strings = useStrings()
  const [text, setText] = useDraft(chatRoomId)
  const [failure, setFailure] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  const trimmed = text.trim()
  const left = MESSAGE_TEXT_MAX - trimmed.length
  const canSend = trimmed !== '' && left >= 0

  useGrowing(field, text)
  useEffect(() => {
    if (autoFocus && !isTouchScreen()) field.current?.focus()
  }, [autoFocus])
  useEffect(() => {
    if (replyTo !== null && replyTo !== undefined) field.current?.focus()
  }, [replyTo])

  function send(): void {
    if (!canSend) return
    setFailure(undefined)
    setText('')
    onCancelReply?.()
    const options = replyTo === null || replyTo === undefined ? {} : { replyTo: replyTo.message._id }
    room.send(trimmed, options).catch((thrown: unknown) => {
      const error = toLinstaError(thrown)
      // All others are shown with the message itself.
      if (error.code !== 'message_empty' && error.code !== 'message_too_long') return
      setText(trimmed)
      setFailure(strings.error(error))
    })
  }

  function onKeyDown(event: KeyboardEvent): void {
    // While an input method composes, Enter is the word's and Escape the menu's. Safari ends composing before it tells of
    // the key, which then is 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !isTouchScreen()) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && replyTo) {
      event.preventDefault()
      onCancelReply?.()
    }
  }

  function insert(emoji: string): void {
    const place = field.current
    const [start, end] = [place?.selectionStart ?? text.length, place?.selectionEnd ?? text.length]
    setText(text.slice(0, start) + emoji + text.slice(end))
    requestAnimationFrame(() => place?.setSelectionRange(start + emoji.length, start + emoji.length))
  }

  return (
    <form
      className="linsta-composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
        field.current?.focus()
      }}
    >
      {replyTo && (
        <div className="linsta-composer-reply">
          <span className="linsta-composer-quote">
            <strong dir="auto">{strings.replyingTo(replyTo.name)}</strong>
            <span dir="auto">{replyTo.message.text}</span>
          </span>
          <IconButton icon={X} label={strings.cancelReply} onClick={onCancelReply} />
        </div>
      )}
      {failure !== undefined && <p className="linsta-failure">{failure}</p>}
      <div className="linsta-composer-row">
        <Popover
          label={strings.emoji}
          side="above"
          className="linsta-emoji-popover"
          renderButton={(button) => <IconButton icon={Smile} label={strings.emoji} {...button} />}
        >
          {(close) => (
            <EmojiPicker
              onPick={(emoji) => {
                insert(emoji)
                close()
                field.current?.focus()
              }}
            />
          )}
        </Popover>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          aria-label={strings.writeMessage}
          placeholder={strings.writeMessage}
          autoCapitalize="sentences"
          aria-invalid={left < 0}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value)
            setFailure(undefined)
            if (event.target.value.trim() !== '') room.setTyping()
          }}
        />
        {left < LEFT_SHOWN && (
          <span className={classNames('linsta-composer-left', left < 0 && 'linsta-composer-over')}>
            {strings.charactersLeft(left)}
          </span>
        )}
        <IconButton
          type="submit"
          icon={SendHorizontal}
          label={strings.send}
          // It keeps its place in the order of Tab, and says that there is nothing to send.
          aria-disabled={!canSend}
          className="linsta-send linsta-mirrored"
        />
      </div>
    </form>
  )
}

const isTouchScreen = (): boolean => matchMedia('(hover: none) and (pointer: coarse)').matches

/** A field as high as its text, up to where styles/composer.css ends it, also where browsers cannot do so by CSS. */
function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    const own = field.current
    if (own === null || CSS.supports('field-sizing', 'content')) return
    own.style.height = 'auto'
    // An empty field keeps the height of its line.
    own.style.height = text === '' ? '' : `${own.scrollHeight}px`
  }, [field, text])
}
