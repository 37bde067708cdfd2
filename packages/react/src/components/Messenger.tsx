import { MessagesSquare } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useStrings } from '../hooks/useStrings.ts'
import type { Message } from '../types.ts'
import { Bell } from './Bell.tsx'
import { Chat } from './Chat.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { classNames } from './classNames.ts'
import type { InboxProps } from './Inbox.tsx'
import { Notice } from './Notice.tsx'
import { RoomList } from './RoomList.tsx'
import { StartConversation } from './StartConversation.tsx'

export type MessengerProps = {
  /** The room that is open; undefined where none is. */
  chatRoomId: string | undefined
  /** Opens a room, or goes back to the list. */
  onSelect(chatRoomId: string | undefined): void
  /** Shows this message of the room. */
  focusSeq?: number | undefined
  roomHref?: ((chatRoomId: string) => string) | undefined
  messageHref?: ((message: Message) => string) | undefined
  onOpenNotification?: InboxProps['onOpen']
  /** False where the app has a bell of its own. */
  hasBell?: boolean
  /** What stands at the end of the list's header. */
  actions?: ReactNode
}

/**
 * Rooms and conversation beside each other; on a narrow screen one of them, with a way back. It fills the height it is
 * given, and the app says which room is open.
 *
 * @example
 * <Messenger chatRoomId={chatRoomId} onSelect={(id) => navigate(id ? `/chat/${id}` : '/chat')} />
 */
export function Messenger(props: MessengerProps) {
  const { chatRoomId, onSelect, focusSeq, roomHref, messageHref, onOpenNotification, hasBell = true, actions } = props
  const strings = useStrings()
  const [leftRoomId, setLeftRoomId] = useState<string>()

  return (
    <div className="linsta-messenger">
      <ConnectionBanner />
      <div className={classNames('linsta-messenger-panes', chatRoomId !== undefined && 'linsta-messenger-panes-open')}>
        <nav className="linsta-messenger-rooms" aria-label={strings.rooms}>
          <header className="linsta-messenger-header">
            <h2>{strings.rooms}</h2>
            {hasBell && <Bell onOpen={onOpenNotification} />}
            <StartConversation onOpen={onSelect} />
            {actions}
          </header>
          <RoomList
            selectedRoomId={chatRoomId}
            // To where one came from, once it is there again.
            focusRoomId={chatRoomId === undefined ? leftRoomId : undefined}
            onSelect={onSelect}
            roomHref={roomHref}
          />
        </nav>
        <div className="linsta-messenger-chat">
          {chatRoomId === undefined ? (
            <Notice icon={MessagesSquare} title={strings.chooseRoom} hint={strings.chooseRoomHint} />
          ) : (
            <Chat
              chatRoomId={chatRoomId}
              focusSeq={focusSeq}
              messageHref={messageHref}
              onBack={() => {
                setLeftRoomId(chatRoomId)
                onSelect(undefined)
              }}
              autoFocus
            />
          )}
        </div>
      </div>
    </div>
  )
}
