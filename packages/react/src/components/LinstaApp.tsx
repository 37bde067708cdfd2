import { useStrings } from '../hooks/useStrings.ts'
import { LinstaProvider, type LinstaProviderProps } from '../provider/LinstaProvider.tsx'
import type { InboxProps } from './Inbox.tsx'
import { Messenger } from './Messenger.tsx'
import { hashOf, useHashPlace } from './useHashPlace.ts'

export type LinstaAppProps = Omit<LinstaProviderProps, 'children'> & {
  /** Goes to what a notification is about. */
  onOpenNotification?: InboxProps['onOpen']
}

/**
 * Everything in one line: rooms, conversations, notifications. It fills the height it is given; which room is open is in
 * the page's address behind the `#`, so that links to rooms and messages work.
 *
 * @example
 * import { LinstaApp } from '@linsta/react'
 * import '@linsta/react/styles.css'
 *
 * <LinstaApp url="https://chat.example.org" getToken={() => session.token()} />
 */
export function LinstaApp({ onOpenNotification, ...provider }: LinstaAppProps) {
  return (
    <LinstaProvider {...(provider as LinstaProviderProps)}>
      <HashMessenger onOpenNotification={onOpenNotification} />
    </LinstaProvider>
  )
}

function HashMessenger({ onOpenNotification }: { onOpenNotification: InboxProps['onOpen'] }) {
  const { chatRoomId, seq } = useHashPlace()
  const { rooms } = useStrings()
  return (
    <main className="linsta-app">
      {/* On a narrow screen the list's own heading is not always there. */}
      <h1 className="linsta-hidden">{rooms}</h1>
      <Messenger
        chatRoomId={chatRoomId}
        focusSeq={seq}
        onSelect={(next) => {
          location.hash = hashOf({ chatRoomId: next, seq: undefined })
        }}
        roomHref={(id) => hashOf({ chatRoomId: id, seq: undefined })}
        messageHref={(message) => new URL(hashOf(message), location.href).href}
        onOpenNotification={onOpenNotification}
      />
    </main>
  )
}
