'use client'

/*
 * Three tiers, each made of the next: `<LinstaApp>` is everything, components are its parts, hooks are what components
 * are made of. Load `@linsta/react/styles.css` for the first two. START HERE: components/LinstaApp.tsx.
 */

export { Avatar } from './components/Avatar.tsx'
export { Bell } from './components/Bell.tsx'
export { Chat, type ChatProps } from './components/Chat.tsx'
export { Composer, type ComposerProps } from './components/Composer.tsx'
export { ConnectionBanner } from './components/ConnectionBanner.tsx'
export { EmojiPicker } from './components/EmojiPicker.tsx'
export { GroupDialog } from './components/GroupDialog.tsx'
export { Inbox, type InboxProps } from './components/Inbox.tsx'
export { LinstaApp, type LinstaAppProps } from './components/LinstaApp.tsx'
export { Message, type MessageActions, type MessageProps } from './components/Message.tsx'
export { MessageList, type MessageListProps } from './components/MessageList.tsx'
export { Messenger, type MessengerProps } from './components/Messenger.tsx'
export { PresenceDot } from './components/PresenceDot.tsx'
export { PresenceText } from './components/PresenceText.tsx'
export { Receipt, type ReceiptState } from './components/Receipt.tsx'
export { RoomHeader } from './components/RoomHeader.tsx'
export { RoomList } from './components/RoomList.tsx'
export type { RoomListProps } from './components/RoomRows.tsx'
export { createRows, type Row } from './components/rows.ts'
export { StartConversation, StartConversationDialog } from './components/StartConversation.tsx'
export { TypingIndicator } from './components/TypingIndicator.tsx'
export * from './hooks/index.ts'
export { type Formats, useFormats } from './hooks/useFormats.ts'
export { useRoomTitle } from './hooks/useRoomTitle.ts'
export { useStrings } from './hooks/useStrings.ts'
export { defaultStrings, type Strings } from './strings.ts'
