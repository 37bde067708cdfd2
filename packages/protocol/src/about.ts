import type { RouteName } from './routes.ts'
import type { SocketCallName, SocketEventName } from './socket.ts'

/*
 * What the reference says of every call, event and route, in a sentence or two.
 */

export const aboutCalls: Record<SocketCallName, string> = {
  join_room:
    'Joins a room as first-generation clients do: this connection gets its `receive_message`, and the others who joined get `user_joined`.',
  send_message:
    'Stores a message, then delivers it. Repeated with the same `clientMessageId` it is one message, and is answered as it was at first.',
  get_history:
    'The newest `limit` messages after skipping `skip`, oldest first: as acknowledgement and as `message_history`.',
  subscribe_notifications:
    'This connection gets `notification` again after it unsubscribed. A new one gets it from the start.',
  unsubscribe_notifications: 'This connection gets no `notification` until it subscribes again.',
  sync: 'Where all one’s rooms and the inbox stand, 200 rooms a page: compare, and ask for the changes of rooms that moved. On a socket it first subscribes the connection to all of them.',
  get_changes: 'What rooms went through since a position of theirs, or `reset` where that is not in their log.',
  get_messages: 'A page of messages by position: before, after or around a `seq`, or the newest.',
  get_room: 'One room and who is in it.',
  open_room: 'Opens the direct room with somebody: the one that exists, or a new one.',
  create_room: 'Makes a group that its maker owns. Repeated with the same `clientRoomId` it is one group.',
  add_participant: 'Adds somebody to a group one owns. Who is in it stays in it.',
  remove_participant: 'Removes somebody from a group one owns, or oneself. Nothing that happens after reaches them.',
  delete_message: 'Empties a message of one’s own. It keeps its place, with `deleted: true`.',
  mark_read: 'Marks everything up to `seq` as read. Receipts only move forward.',
  mark_delivered: 'Says up to where messages have reached a device. Rooms one is not in are passed over.',
  typing: 'Tells the others in a room that one is typing. It is never stored and ends by itself in 6 seconds.',
  get_notifications: 'A page of notifications, newest first, without those that were taken back.',
  get_inbox_changes: 'What the inbox went through since a position, or `reset` where that is not in its log.',
  mark_notification_read: 'Marks one notification as read.',
  mark_all_notifications_read: 'Marks all notifications as read.',
  subscribe_presence:
    'Watches these people instead of those named before. Whoever one shares no room with is offline, and was never seen.',
  get_privacy: 'What one shows of oneself.',
  set_privacy: 'Changes what one shows of oneself; what is left out stays.',
  refresh_token: 'A new token of the same user: the connection lives on past its first one.',
}

const SYNCED = 'To connections that called `sync`:'

export const aboutEvents: Record<SocketEventName, string> = {
  receive_message: 'A new message, to every connection that joined its room or called `sync`, the sender’s as well.',
  message_history: 'The answer to `get_history`, acknowledged or not.',
  user_joined: 'Somebody called `join_room`. Those are told who joined before.',
  notification: 'A new notification, to every connection of its user from connecting on.',
  notification_subscribed: 'The answer to `subscribe_notifications`.',
  presence: 'Somebody came or went whom one shares a direct room with, or whom this connection watches.',
  error: 'A call failed that was made without an acknowledgement: the sentence alone.',
  room_opened: `${SYNCED} their user is in a new room, in which nothing has happened yet.`,
  room_changed: `${SYNCED} what happened in a room beside new messages, which come as \`receive_message\`.`,
  receipt: `${SYNCED} somebody’s receipt moved.`,
  user_typing: `${SYNCED} somebody in a room is typing. It counts for 6 seconds.`,
  inbox_changed: `${SYNCED} what happened in the inbox beside new ones, which come as \`notification\`.`,
  server_closing:
    'The server is about to stop: a client that comes back after `retryAfterMs` does not meet all the others.',
}

export const aboutRoutes: Record<RouteName, string> = {
  openRoom: aboutCalls.open_room,
  listRooms: 'One’s rooms, most recently active first. Newer clients page with `POST /api/sync`.',
  markRoomRead:
    'Marks everything up to `seq`, or without it up to the room’s end, as read. Receipts only move forward.',
  listMessages: 'The newest messages after skipping `skip` from the newest, listed oldest first.',
  sendMessage: aboutCalls.send_message,
  deleteMessage: aboutCalls.delete_message,
  sync: aboutCalls.sync,
  getChanges: aboutCalls.get_changes,
  getMessages: aboutCalls.get_messages,
  getRoom: aboutCalls.get_room,
  createRoom: aboutCalls.create_room,
  addParticipant: aboutCalls.add_participant,
  removeParticipant: aboutCalls.remove_participant,
  markDelivered: aboutCalls.mark_delivered,
  tellTyping: aboutCalls.typing,
  getPresence: 'Who of these people is online. Whoever one shares no room with is offline, and was never seen.',
  getPrivacy: aboutCalls.get_privacy,
  setPrivacy: aboutCalls.set_privacy,
  getStatus: 'Whether somebody is online. Whoever one shares no room with is offline, and was never seen.',
  listNotifications: 'One’s notifications, newest first.',
  countUnreadNotifications: 'How many notifications one has not read.',
  markAllNotificationsRead: aboutCalls.mark_all_notifications_read,
  getInboxChanges: aboutCalls.get_inbox_changes,
  markNotificationRead: aboutCalls.mark_notification_read,
  searchPeople: 'Others whose name has `search` in it, by name; everybody without it.',
  getProfile: 'Oneself, with one’s own email.',
  setProfile: 'Changes one’s name or picture; what is left out stays. A picture of null is none.',
  register: 'Makes an account and signs in.',
  login: 'Signs in. It says the same, and takes as long, for people who are not known.',
  createPost: 'Posts something, with pictures and films by their addresses, about an event if one is named.',
  listPosts: 'The feed, newest first.',
  getPost: 'One post.',
  deletePost: 'Deletes a post of one’s own, and takes back what it notified of.',
  likePost: 'Likes a post, which notifies its author.',
  unlikePost: 'Takes a like back, and its notification with it.',
  commentOnPost: 'Comments on a post, which notifies its author.',
  listComments: 'The comments on a post, newest first.',
  deleteComment: 'Deletes a comment of one’s own, and takes its notification back.',
  createEvent: 'Makes an event.',
  listEvents: 'By `date`, then by when they were made, newest first. Events without a date come last.',
  getEvent: 'One event, and how many registered for it.',
  deleteEvent: 'Deletes an event of one’s own, and takes back what it notified of.',
  rsvpToEvent: 'Registers for an event, which notifies its creator.',
  cancelRsvp: 'Cancels an RSVP, and takes its notification back.',
  listAttendees: 'Who registered for an event, newest first.',
  checkRsvp: 'Whether one registered for an event.',
}
