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

/** For screen readers: what the page is called is said by its lists for those who see them. */
function ListTitle() {
  usePageTitle('Chats')
  return <h1 className="unseen">Chats</h1>
}

function RoomTitle({ chatRoomId }: { chatRoomId: string }) {
  const { head } = useRoom(chatRoomId)
  const name = useRoomTitle(head ?? { chatRoomId, kind: 'direct', other: null })
  const title = head === null ? 'Chats' : name
  usePageTitle(title)
  return (
    <h1 className="unseen" dir="auto">
      {title}
    </h1>
  )
}
