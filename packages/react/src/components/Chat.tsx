import { type ReactNode, useState } from 'react'
import { useRoom } from '../hooks/useRoom.ts'
import { useRoomTitle } from '../hooks/useRoomTitle.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Message } from '../types.ts'
import { Composer } from './Composer.tsx'
import { MessageList } from './MessageList.tsx'
import { RoomHeader } from './RoomHeader.tsx'
import { TypingIndicator } from './TypingIndicator.tsx'
import { usePeopleOf } from './usePeopleOf.ts'

export type ChatProps = {
  chatRoomId: string
  /** Shows the way back on narrow screens. */
  onBack?: (() => void) | undefined
  /** Shows this message, as a link to it asks for. */
  focusSeq?: number | undefined
  /** Gives a message's address: offers to copy it. */
  messageHref?: ((message: Message) => string) | undefined
  /** What stands at the end of the header. */
  headerActions?: ReactNode
  /** Takes the focus when a room is opened: one writes at once. */
  autoFocus?: boolean | undefined
}

/**
 * A conversation: header, messages, who types, composer. It fills the height it is given.
 *
 * @example
 * <Chat chatRoomId={chatRoomId} messageHref={({ chatRoomId, seq }) => `${origin}/chat/${chatRoomId}/${seq}`} />
 */
export function Chat(props: ChatProps) {
  // What is answered and where one is belongs to the room.
  return <OneChat key={props.chatRoomId} {...props} />
}

function OneChat({ chatRoomId, onBack, focusSeq, messageHref, headerActions, autoFocus }: ChatProps) {
  const room = useRoom(chatRoomId)
  const strings = useStrings()
  const personOf = usePeopleOf(room)
  const [answered, setAnswered] = useState<Message | null>(null)
  const shown = room.head ?? { chatRoomId, kind: 'direct' as const, other: null }
  const title = useRoomTitle(shown)
  const nameOf = (userId: string) => personOf(userId)?.name ?? userId
  const isHere = room.timeline.state !== 'gone'
  return (
    <section className="linsta-chat" aria-label={strings.conversationWith(title)}>
      <RoomHeader room={shown} onBack={onBack} actions={headerActions} />
      <MessageList chatRoomId={chatRoomId} focusSeq={focusSeq} onReply={setAnswered} messageHref={messageHref} />
      {isHere && (
        <>
          <TypingIndicator names={room.typing.map(nameOf)} />
          <Composer
            chatRoomId={chatRoomId}
            replyTo={answered && { message: answered, name: nameOf(answered.senderId) }}
            onCancelReply={() => setAnswered(null)}
            autoFocus={autoFocus}
          />
        </>
      )}
    </section>
  )
}
