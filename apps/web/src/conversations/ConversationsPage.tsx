import { Messenger, useRoom, useRoomTitle } from '@linsta/react'
import { useLocation, useSearchParams } from 'wouter'
import { usePageTitle } from '../shell/TitleProvider.tsx'

const hrefOf = (chatRoomId: string, seq?: number) => `/r/${chatRoomId}${seq === undefined ? '' : `?seq=${seq}`}`

/** Rooms and the conversation beside each other; on phones one of them. `?seq=` shows one message of the room. */
export function ConversationsPage({ chatRoomId }: { chatRoomId: string | undefined }) {
  const [, navigate] = useLocation()
  const [search] = useSearchParams()
  return (
    <div className="conversations">
      {chatRoomId === undefined ? <ListTitle /> : <RoomTitle chatRoomId={chatRoomId} />}
      <Messenger
        chatRoomId={chatRoomId}
        focusSeq={toSeq(search.get('seq'))}
        onSelect={(next) => navigate(next === undefined ? '/' : hrefOf(next))}
        roomHref={(id) => hrefOf(id)}
        messageHref={(message) => location.origin + hrefOf(message.chatRoomId, message.seq)}
        hasBell={false}
      />
    </div>
  )
}

const toSeq = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined

function ListTitle() {
  usePageTitle('Chats')
  return null
}

function RoomTitle({ chatRoomId }: { chatRoomId: string }) {
  const { head } = useRoom(chatRoomId)
  const title = useRoomTitle(head ?? { chatRoomId, kind: 'direct', other: null })
  usePageTitle(head === null ? 'Chats' : title)
  return null
}
