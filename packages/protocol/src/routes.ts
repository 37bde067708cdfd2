import { z } from 'zod'
import { login, registration, signedIn } from './account.ts'
import { HISTORY_LIMIT, HISTORY_LIMIT_MAX } from './bounds.ts'
import { attendee, createdEvent, event, eventWithAttendeeCount, newEvent, rsvp } from './event.ts'
import { atMost, isoTime, limitQuery, linstaId, pageQuery, seqField, seqQuery, userId } from './fields.ts'
import { clientMessageId, listedMessage, message, messageText, replyTo } from './message.ts'
import { inboxChanges, NOTIFICATIONS_LIMIT, NOTIFICATIONS_LIMIT_MAX, notification } from './notification.ts'
import { comment, FEED_LIMIT, FEED_LIMIT_MAX, newComment, newPost, post, SEARCH_MAX } from './post.ts'
import { privacy } from './presence.ts'
import { receipt } from './receipt.ts'
import { listedRoom, newRoom, openedRoom } from './room.ts'
import {
  changesAnswer,
  changesRequest,
  deliveredRequest,
  inboxChangesRequest,
  messagesAnswer,
  onePlace,
  presenceAnswer,
  presenceRequest,
  roomAnswer,
  syncAnswer,
  syncRequest,
} from './sync.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const nothing = z.object({})
type Nothing = typeof nothing

/** Whether a token must come, or may: one that comes is used, and 401 if it is invalid. */
type TokenNeed = 'required' | 'optional'

type RouteParts<Token, Answer, Params, Query, Body> = {
  method: Method
  path: string
  token: Token
  /** The feature the route belongs to; a host may leave some out. */
  feature: Feature
  params?: Params
  query?: Query
  body?: Body
  status: 200 | 201
  answer: Answer
}

export type Feature = 'chat' | 'notifications' | 'presence' | 'accounts' | 'posts' | 'events'

const route = <
  Token extends TokenNeed,
  Answer extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(
  parts: RouteParts<Token, Answer, Params, Query, Body>,
) => ({
  ...parts,
  params: parts.params ?? (nothing as z.ZodType as Params),
  query: parts.query ?? (nothing as z.ZodType as Query),
  body: parts.body ?? (nothing as z.ZodType as Body),
})

const ROOM_AND_TEXT = 'chatRoomId and non-empty text are required'

const idParam = z.object({ id: linstaId('id') })
const feedPage = z.object(pageQuery(FEED_LIMIT, FEED_LIMIT_MAX))
const search = z
  .string({ error: 'search must be a string' })
  .refine(atMost(SEARCH_MAX), `search must have at most ${SEARCH_MAX} characters`)
  .optional()
const roomParam = z.object({ chatRoomId: linstaId('chatRoomId') })
const participantParam = roomParam.extend({ userId: userId('userId') })
const succeeded = z.object({ success: z.literal(true) })
const done = z.object({ success: z.literal(true), message: z.string() })
const liked = done.extend({ likeCount: z.int() })

/** Every route under the base path, once. The bindings, the types and the reference are derived from this table. */
export const routes = {
  openRoom: route({
    method: 'POST',
    path: '/api/chat/rooms',
    token: 'required',
    feature: 'chat',
    body: z.object({ otherUserId: userId('otherUserId', 'otherUserId is required') }),
    status: 200,
    answer: openedRoom,
  }),
  listRooms: route({
    method: 'GET',
    path: '/api/chat/rooms',
    token: 'required',
    feature: 'chat',
    status: 200,
    answer: z.array(listedRoom),
  }),
  markRoomRead: route({
    method: 'POST',
    path: '/api/chat/rooms/:chatRoomId/read',
    token: 'required',
    feature: 'chat',
    params: roomParam,
    body: z.object({ seq: seqField('seq').optional() }),
    status: 200,
    answer: z.object({ success: z.literal(true), receipt, unread: z.int() }),
  }),
  listMessages: route({
    method: 'GET',
    path: '/api/chat/messages/:chatRoomId',
    token: 'required',
    feature: 'chat',
    params: z.object({ chatRoomId: linstaId('chatRoomId') }),
    query: z.object(pageQuery(HISTORY_LIMIT, HISTORY_LIMIT_MAX)),
    status: 200,
    answer: z.array(listedMessage),
  }),
  sendMessage: route({
    method: 'POST',
    path: '/api/chat/messages',
    token: 'required',
    feature: 'chat',
    body: z.object({
      text: messageText(ROOM_AND_TEXT),
      chatRoomId: z.string({ error: ROOM_AND_TEXT }).min(1, ROOM_AND_TEXT).pipe(linstaId('chatRoomId')),
      clientMessageId,
      replyTo,
    }),
    status: 201,
    answer: message,
  }),
  deleteMessage: route({
    method: 'DELETE',
    path: '/api/chat/messages/:messageId',
    token: 'required',
    feature: 'chat',
    params: z.object({ messageId: linstaId('messageId') }),
    status: 200,
    answer: message,
  }),

  sync: route({
    method: 'POST',
    path: '/api/sync',
    token: 'required',
    feature: 'chat',
    body: syncRequest,
    status: 200,
    answer: syncAnswer,
  }),
  getChanges: route({
    method: 'POST',
    path: '/api/chat/changes',
    token: 'required',
    feature: 'chat',
    body: changesRequest,
    status: 200,
    answer: changesAnswer,
  }),
  getMessages: route({
    method: 'GET',
    path: '/api/chat/rooms/:chatRoomId/messages',
    token: 'required',
    feature: 'chat',
    params: roomParam,
    query: onePlace({
      before: seqQuery('before').optional(),
      after: seqQuery('after').optional(),
      around: seqQuery('around').optional(),
      limit: limitQuery(HISTORY_LIMIT, HISTORY_LIMIT_MAX),
    }),
    status: 200,
    answer: messagesAnswer,
  }),
  getRoom: route({
    method: 'GET',
    path: '/api/chat/rooms/:chatRoomId',
    token: 'required',
    feature: 'chat',
    params: roomParam,
    status: 200,
    answer: roomAnswer,
  }),
  createRoom: route({
    method: 'POST',
    path: '/api/chat/groups',
    token: 'required',
    feature: 'chat',
    body: newRoom,
    status: 201,
    answer: roomAnswer,
  }),
  addParticipant: route({
    method: 'PUT',
    path: '/api/chat/rooms/:chatRoomId/participants/:userId',
    token: 'required',
    feature: 'chat',
    params: participantParam,
    status: 200,
    answer: succeeded,
  }),
  removeParticipant: route({
    method: 'DELETE',
    path: '/api/chat/rooms/:chatRoomId/participants/:userId',
    token: 'required',
    feature: 'chat',
    params: participantParam,
    status: 200,
    answer: succeeded,
  }),
  markDelivered: route({
    method: 'POST',
    path: '/api/chat/delivered',
    token: 'required',
    feature: 'chat',
    body: deliveredRequest,
    status: 200,
    answer: succeeded,
  }),
  tellTyping: route({
    method: 'POST',
    path: '/api/chat/rooms/:chatRoomId/typing',
    token: 'required',
    feature: 'chat',
    params: roomParam,
    status: 200,
    answer: succeeded,
  }),

  getPresence: route({
    method: 'POST',
    path: '/api/users/presence',
    token: 'required',
    feature: 'presence',
    body: presenceRequest,
    status: 200,
    answer: presenceAnswer,
  }),
  getPrivacy: route({
    method: 'GET',
    path: '/api/users/me/privacy',
    token: 'required',
    feature: 'presence',
    status: 200,
    answer: privacy,
  }),
  setPrivacy: route({
    method: 'PUT',
    path: '/api/users/me/privacy',
    token: 'required',
    feature: 'presence',
    body: privacy.partial(),
    status: 200,
    answer: privacy,
  }),
  getStatus: route({
    method: 'GET',
    path: '/api/users/status/:userId',
    token: 'required',
    feature: 'presence',
    params: z.object({ userId: userId('userId') }),
    status: 200,
    answer: z.object({ userId: z.string(), online: z.boolean(), lastSeen: isoTime.nullable() }),
  }),

  listNotifications: route({
    method: 'GET',
    path: '/api/notifications',
    token: 'required',
    feature: 'notifications',
    query: z.object(pageQuery(NOTIFICATIONS_LIMIT, NOTIFICATIONS_LIMIT_MAX)),
    status: 200,
    answer: z.array(notification),
  }),
  countUnreadNotifications: route({
    method: 'GET',
    path: '/api/notifications/unread/count',
    token: 'required',
    feature: 'notifications',
    status: 200,
    answer: z.object({ unreadCount: z.int() }),
  }),
  markAllNotificationsRead: route({
    method: 'PUT',
    path: '/api/notifications/mark-all/read',
    token: 'required',
    feature: 'notifications',
    status: 200,
    answer: z.object({ message: z.literal('All notifications marked as read') }),
  }),
  getInboxChanges: route({
    method: 'POST',
    path: '/api/notifications/changes',
    token: 'required',
    feature: 'notifications',
    body: inboxChangesRequest,
    status: 200,
    answer: z.object({ inbox: inboxChanges }),
  }),
  markNotificationRead: route({
    method: 'PUT',
    path: '/api/notifications/:id/read',
    token: 'required',
    feature: 'notifications',
    params: idParam,
    status: 200,
    answer: notification,
  }),

  register: route({
    method: 'POST',
    path: '/api/auth/register',
    token: 'optional',
    feature: 'accounts',
    body: registration,
    status: 201,
    answer: signedIn,
  }),
  login: route({
    method: 'POST',
    path: '/api/auth/login',
    token: 'optional',
    feature: 'accounts',
    body: login,
    status: 200,
    answer: signedIn,
  }),

  createPost: route({
    method: 'POST',
    path: '/api/posts',
    token: 'required',
    feature: 'posts',
    body: newPost,
    status: 201,
    answer: post,
  }),
  listPosts: route({
    method: 'GET',
    path: '/api/posts',
    token: 'required',
    feature: 'posts',
    query: feedPage.extend({ search, eventId: linstaId('eventId').optional() }),
    status: 200,
    answer: z.array(post),
  }),
  getPost: route({
    method: 'GET',
    path: '/api/posts/:id',
    token: 'optional',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: post,
  }),
  deletePost: route({
    method: 'DELETE',
    path: '/api/posts/:id',
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: done,
  }),
  likePost: route({
    method: 'POST',
    path: '/api/posts/:id/like',
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 201,
    answer: liked,
  }),
  unlikePost: route({
    method: 'DELETE',
    path: '/api/posts/:id/like',
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: liked,
  }),
  commentOnPost: route({
    method: 'POST',
    path: '/api/posts/:id/comment',
    token: 'required',
    feature: 'posts',
    params: idParam,
    body: newComment,
    status: 201,
    answer: comment,
  }),
  listComments: route({
    method: 'GET',
    path: '/api/posts/:id/comments',
    token: 'optional',
    feature: 'posts',
    params: idParam,
    query: feedPage,
    status: 200,
    answer: z.array(comment),
  }),
  deleteComment: route({
    method: 'DELETE',
    path: '/api/posts/:postId/comments/:commentId',
    token: 'required',
    feature: 'posts',
    params: z.object({ postId: linstaId('postId'), commentId: linstaId('commentId') }),
    status: 200,
    answer: done,
  }),

  createEvent: route({
    method: 'POST',
    path: '/api/events',
    token: 'required',
    feature: 'events',
    body: newEvent,
    status: 201,
    answer: createdEvent,
  }),
  listEvents: route({
    method: 'GET',
    path: '/api/events',
    token: 'optional',
    feature: 'events',
    query: feedPage.extend({
      search,
      category: z.string({ error: 'category must be a string' }).optional(),
      upcoming: z
        .string({ error: 'upcoming must be true or false' })
        .optional()
        .transform((upcoming) => upcoming === 'true'),
    }),
    status: 200,
    answer: z.array(event),
  }),
  getEvent: route({
    method: 'GET',
    path: '/api/events/:id',
    token: 'optional',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: eventWithAttendeeCount,
  }),
  deleteEvent: route({
    method: 'DELETE',
    path: '/api/events/:id',
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ message: z.string() }),
  }),
  rsvpToEvent: route({
    method: 'POST',
    path: '/api/events/:id/rsvp',
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 201,
    answer: z.object({ message: z.string(), rsvp }),
  }),
  cancelRsvp: route({
    method: 'DELETE',
    path: '/api/events/:id/rsvp',
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ message: z.string() }),
  }),
  listAttendees: route({
    method: 'GET',
    path: '/api/events/:id/attendees',
    token: 'optional',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.array(attendee),
  }),
  checkRsvp: route({
    method: 'GET',
    path: '/api/events/:id/check-rsvp',
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ hasRsvp: z.boolean() }),
  }),
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
export type RouteParams<Name extends RouteName> = z.output<Routes[Name]['params']>
export type RouteQuery<Name extends RouteName> = z.output<Routes[Name]['query']>
export type RouteBody<Name extends RouteName> = z.output<Routes[Name]['body']>
export type RouteAnswer<Name extends RouteName> = z.output<Routes[Name]['answer']>
