import type { LinstaError } from '@linsta/client'

/**
 * Every sentence of the kit. Those with a number in them are functions of it, for languages have more plurals than two:
 * `Intl.PluralRules` says which one is due. Times and lists come ready-made by the locale.
 *
 * @example
 * const german: Partial<Strings> = {
 *   writeMessage: 'Nachricht schreiben',
 *   newMessages: (count) => (count === 1 ? '1 neue Nachricht' : `${count} neue Nachrichten`),
 * }
 * <LinstaProvider strings={german} locale="de" …>
 */
export type Strings = typeof defaultStrings

const plural = (count: number, one: string, other: string): string => `${count} ${count === 1 ? one : other}`

/** The kit's English. */
export const defaultStrings = {
  // Rooms
  rooms: 'Chats',
  searchRooms: 'Search chats',
  noRooms: 'No chats yet',
  findSomebody: 'Find somebody',
  noRoomsHint: 'Find somebody and say hello.',
  noRoomFound: 'No chat by that name',
  chooseRoom: 'Choose a chat',
  chooseRoomHint: 'Or start one: your messages show up here.',
  emptyGroup: 'Group',
  unreadMessages: (count: number): string => plural(count, 'unread message', 'unread messages'),
  draft: (text: string): string => `Draft: ${text}`,
  you: 'You',
  previewBy: (name: string, text: string): string => `${name}: ${text}`,
  participants: (count: number): string => plural(count, 'person', 'people'),
  // Starting one
  startConversation: 'New chat',
  searchPeople: 'Search people by name',
  searchPeopleHint: 'Type a name to find somebody.',
  noPersonFound: 'Nobody by that name',
  newGroup: 'New group',
  createGroup: 'Create group',
  oneToOne: 'Chat with one person',
  chosen: (count: number): string => plural(count, 'person chosen', 'people chosen'),
  addPerson: 'Add somebody',
  leaveGroup: 'Leave group',
  showParticipants: 'Show who is in this group',
  remove: (name: string): string => `Remove ${name}`,
  // The conversation
  conversationWith: (name: string): string => `Chat with ${name}`,
  messages: 'Messages',
  back: 'Back to chats',
  close: 'Close',
  writeMessage: 'Write a message',
  send: 'Send',
  emoji: 'Emoji',
  charactersLeft: (count: number): string => (count < 0 ? `${-count} too many` : `${count} left`),
  emptyRoom: 'No messages yet',
  emptyRoomHint: 'Write the first one.',
  loadingOlder: 'Loading older messages',
  roomGone: 'This chat is not here',
  roomGoneHint: 'It does not exist, or you are no longer in it.',
  newMessages: (count: number): string => plural(count, 'new message', 'new messages'),
  unread: 'New',
  toNewest: 'To the newest message',
  messageDeleted: 'Message deleted',
  earlierMessage: 'An earlier message',
  replyingTo: (name: string): string => `Reply to ${name}`,
  cancelReply: 'Cancel reply',
  messageFrom: (name: string, text: string): string => `${name}: ${text}`,
  typing: (names: string, count: number): string => `${names} ${count === 1 ? 'is' : 'are'} typing`,
  somebodyTyping: 'typing…',
  // What one can do with a message
  messageActions: 'Message actions',
  reply: 'Reply',
  copyText: 'Copy text',
  copyLink: 'Copy link',
  copied: 'Copied',
  delete: 'Delete',
  deleteForEverybody: 'Delete for everybody?',
  deleteHint: 'The message is emptied for everybody in this chat. This cannot be undone.',
  cancel: 'Cancel',
  retry: 'Try again',
  discard: 'Discard',
  // How far it came
  pending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  readBy: (count: number): string => `Read by ${count}`,
  failed: 'Not sent',
  // Notifications
  notifications: 'Notifications',
  unreadNotifications: (count: number): string => (count === 0 ? 'Notifications' : `Notifications, ${count} unread`),
  noNotifications: 'Nothing new',
  noNotificationsHint: 'Likes, comments and what else concerns you show up here.',
  markAllRead: 'Mark all as read',
  loadMore: 'Show more',
  // Presence and connection
  online: 'Online',
  offline: 'Offline',
  lastSeen: (when: string): string => `Last seen ${when}`,
  connecting: 'Connecting…',
  noConnection: 'No connection.',
  serverClosing: 'The server is being restarted.',
  signedOut: 'You are signed out. Sign in again to go on.',
  tryingIn: (seconds: number): string => `Next try in ${seconds} s.`,
  tryNow: 'Try now',
  backOnline: 'Connected again',
  loading: 'Loading',
  /** Why something did not work, with what to do. */
  error: (error: LinstaError): string => errorSentences[error.code] ?? 'That did not work. Please try again.',
}

const errorSentences: Partial<Record<LinstaError['code'], string>> = {
  message_too_long: 'The message is too long. Shorten it, or send it in parts.',
  message_not_found: 'The message that this answers is gone.',
  not_a_participant: 'You are no longer in this chat.',
  room_not_found: 'You are no longer in this chat.',
  not_the_owner: 'Only the owner of the group can do this.',
  already_a_participant: 'This person is in the group already.',
  room_full: 'The group has as many people as it can have.',
  user_not_found: 'This person is not here any more.',
  rate_limited: 'That was too fast. Wait a moment and try again.',
  unavailable: 'The server cannot be reached. Try again in a moment.',
  storage_full: 'The server has no space left. Try again later.',
  token_invalid: 'You are signed out. Sign in again to go on.',
}
