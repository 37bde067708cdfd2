import { z } from 'zod'
import { login, registration, signedIn } from './account.ts'
import { HISTORY_LIMIT, HISTORY_LIMIT_MAX } from './bounds.ts'
import type { ErrorCode } from './errors.ts'
import { attendee, createdEvent, event, eventWithAttendeeCount, newEvent, rsvp } from './event.ts'
import { atMost, isoTime, LINSTA_ID, limitQuery, linstaId, pageQuery, seqField, seqQuery, userId } from './fields.ts'
import { clientMessageId, listedMessage, message, messageText, replyTo } from './message.ts'
import { inboxChanges, NOTIFICATIONS_LIMIT, NOTIFICATIONS_LIMIT_MAX, notification } from './notification.ts'
import { paths } from './paths.ts'
import { PEOPLE_LIMIT, PEOPLE_LIMIT_MAX, person, profile } from './person.ts'
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
  peopleCursor,
  presenceAnswer,
  presenceRequest,
  roomAnswer,
  syncAnswer,
  syncRequest,
} from './sync.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const at = (name: keyof typeof paths) => {
  const [method, path] = paths[name].split(' ') as [Method, string]
  return { method, path }
}

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
  /** How it may refuse beside what any route may: for the reference. */
  errors?: readonly ErrorCode[]
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
  errors: [] as readonly ErrorCode[],
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
    ...at('openRoom'),
    token: 'required',
    feature: 'chat',
    body: z.object({ otherUserId: userId('otherUserId', 'otherUserId is required') }),
    status: 200,
    answer: openedRoom,
    errors: ['chat_with_yourself', 'user_not_found'],
  }),
  listRooms: route({
    ...at('listRooms'),
    token: 'required',
    feature: 'chat',
    status: 200,
    answer: z.array(listedRoom),
  }),
  markRoomRead: route({
    ...at('markRoomRead'),
    token: 'required',
    feature: 'chat',
    params: roomParam,
    body: z.object({ seq: seqField('seq').optional() }),
    status: 200,
    answer: z.object({ success: z.literal(true), receipt, unread: z.int() }),
    errors: ['not_a_participant', 'room_not_found'],
  }),
  listMessages: route({
    ...at('listMessages'),
    token: 'required',
    feature: 'chat',
    params: z.object({ chatRoomId: linstaId('chatRoomId') }),
    query: z.object(pageQuery(HISTORY_LIMIT, HISTORY_LIMIT_MAX)),
    status: 200,
    answer: z.array(listedMessage),
    errors: ['not_a_participant', 'room_not_found'],
  }),
  sendMessage: route({
    ...at('sendMessage'),
    token: 'required',
    feature: 'chat',
    body: z.object({
      text: messageText(ROOM_AND_TEXT),
      chatRoomId: z
        .string({ error: ROOM_AND_TEXT })
        .min(1, ROOM_AND_TEXT)
        .meta({ pattern: LINSTA_ID.source })
        .pipe(linstaId('chatRoomId')),
      clientMessageId,
      replyTo,
    }),
    status: 201,
    answer: message,
    errors: ['message_too_long', 'not_a_participant', 'room_not_found', 'message_not_found', 'conflict'],
  }),
  deleteMessage: route({
    ...at('deleteMessage'),
    token: 'required',
    feature: 'chat',
    params: z.object({ messageId: linstaId('messageId') }),
    status: 200,
    answer: message,
    errors: ['not_your_message', 'message_not_found', 'not_a_participant'],
  }),

  sync: route({
    ...at('sync'),
    token: 'required',
    feature: 'chat',
    body: syncRequest,
    status: 200,
    answer: syncAnswer,
  }),
  getChanges: route({
    ...at('getChanges'),
    token: 'required',
    feature: 'chat',
    body: changesRequest,
    status: 200,
    answer: changesAnswer,
  }),
  getMessages: route({
    ...at('getMessages'),
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
    errors: ['room_not_found'],
  }),
  getRoom: route({
    ...at('getRoom'),
    token: 'required',
    feature: 'chat',
    params: roomParam,
    query: z.object({ cursor: peopleCursor }),
    status: 200,
    answer: roomAnswer,
    errors: ['room_not_found'],
  }),
  createRoom: route({
    ...at('createRoom'),
    token: 'required',
    feature: 'chat',
    body: newRoom,
    status: 201,
    answer: roomAnswer,
    errors: ['user_not_found', 'room_not_found'],
  }),
  addParticipant: route({
    ...at('addParticipant'),
    token: 'required',
    feature: 'chat',
    params: participantParam,
    status: 200,
    answer: succeeded,
    errors: ['not_a_participant', 'not_the_owner', 'room_not_found', 'user_not_found', 'direct_room', 'room_full'],
  }),
  removeParticipant: route({
    ...at('removeParticipant'),
    token: 'required',
    feature: 'chat',
    params: participantParam,
    status: 200,
    answer: succeeded,
    errors: ['not_a_participant', 'not_the_owner', 'room_not_found', 'direct_room'],
  }),
  markDelivered: route({
    ...at('markDelivered'),
    token: 'required',
    feature: 'chat',
    body: deliveredRequest,
    status: 200,
    answer: succeeded,
  }),
  tellTyping: route({
    ...at('tellTyping'),
    token: 'required',
    feature: 'chat',
    params: roomParam,
    status: 200,
    answer: succeeded,
    errors: ['room_not_found'],
  }),

  getPresence: route({
    ...at('getPresence'),
    token: 'required',
    feature: 'presence',
    body: presenceRequest,
    status: 200,
    answer: presenceAnswer,
  }),
  getPrivacy: route({
    ...at('getPrivacy'),
    token: 'required',
    feature: 'presence',
    status: 200,
    answer: privacy,
  }),
  setPrivacy: route({
    ...at('setPrivacy'),
    token: 'required',
    feature: 'presence',
    body: privacy.partial(),
    status: 200,
    answer: privacy,
  }),
  getStatus: route({
    ...at('getStatus'),
    token: 'required',
    feature: 'presence',
    params: z.object({ userId: userId('userId') }),
    status: 200,
    answer: z.object({ userId: z.string(), online: z.boolean(), lastSeen: isoTime.nullable() }),
  }),

  listNotifications: route({
    ...at('listNotifications'),
    token: 'required',
    feature: 'notifications',
    query: z.object(pageQuery(NOTIFICATIONS_LIMIT, NOTIFICATIONS_LIMIT_MAX)),
    status: 200,
    answer: z.array(notification),
  }),
  countUnreadNotifications: route({
    ...at('countUnreadNotifications'),
    token: 'required',
    feature: 'notifications',
    status: 200,
    answer: z.object({ unreadCount: z.int() }),
  }),
  markAllNotificationsRead: route({
    ...at('markAllNotificationsRead'),
    token: 'required',
    feature: 'notifications',
    status: 200,
    answer: z.object({ message: z.literal('All notifications marked as read') }),
  }),
  getInboxChanges: route({
    ...at('getInboxChanges'),
    token: 'required',
    feature: 'notifications',
    body: inboxChangesRequest,
    status: 200,
    answer: z.object({ inbox: inboxChanges }),
  }),
  markNotificationRead: route({
    ...at('markNotificationRead'),
    token: 'required',
    feature: 'notifications',
    params: idParam,
    status: 200,
    answer: notification,
    errors: ['notification_not_found'],
  }),

  searchPeople: route({
    ...at('searchPeople'),
    token: 'required',
    feature: 'chat',
    query: z.object({ ...pageQuery(PEOPLE_LIMIT, PEOPLE_LIMIT_MAX), search }),
    status: 200,
    answer: z.array(person),
  }),
  getProfile: route({
    ...at('getProfile'),
    token: 'required',
    feature: 'accounts',
    status: 200,
    answer: person,
  }),
  setProfile: route({
    ...at('setProfile'),
    token: 'required',
    feature: 'accounts',
    body: profile,
    status: 200,
    answer: person,
  }),
  register: route({
    ...at('register'),
    token: 'optional',
    feature: 'accounts',
    body: registration,
    status: 201,
    answer: signedIn,
    errors: ['user_exists'],
  }),
  login: route({
    ...at('login'),
    token: 'optional',
    feature: 'accounts',
    body: login,
    status: 200,
    answer: signedIn,
    errors: ['invalid_credentials'],
  }),

  createPost: route({
    ...at('createPost'),
    token: 'required',
    feature: 'posts',
    body: newPost,
    status: 201,
    answer: post,
    errors: ['event_not_found', 'post_not_found'],
  }),
  listPosts: route({
    ...at('listPosts'),
    token: 'required',
    feature: 'posts',
    query: feedPage.extend({ search, eventId: linstaId('eventId').optional() }),
    status: 200,
    answer: z.array(post),
  }),
  getPost: route({
    ...at('getPost'),
    token: 'optional',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: post,
    errors: ['post_not_found'],
  }),
  deletePost: route({
    ...at('deletePost'),
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: done,
    errors: ['not_your_post', 'post_not_found'],
  }),
  likePost: route({
    ...at('likePost'),
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 201,
    answer: liked,
    errors: ['post_not_found', 'already_liked'],
  }),
  unlikePost: route({
    ...at('unlikePost'),
    token: 'required',
    feature: 'posts',
    params: idParam,
    status: 200,
    answer: liked,
    errors: ['post_not_found', 'like_not_found'],
  }),
  commentOnPost: route({
    ...at('commentOnPost'),
    token: 'required',
    feature: 'posts',
    params: idParam,
    body: newComment,
    status: 201,
    answer: comment,
    errors: ['post_not_found'],
  }),
  listComments: route({
    ...at('listComments'),
    token: 'optional',
    feature: 'posts',
    params: idParam,
    query: feedPage,
    status: 200,
    answer: z.array(comment),
    errors: ['post_not_found'],
  }),
  deleteComment: route({
    ...at('deleteComment'),
    token: 'required',
    feature: 'posts',
    params: z.object({ postId: linstaId('postId'), commentId: linstaId('commentId') }),
    status: 200,
    answer: done,
    errors: ['not_your_comment', 'comment_not_found'],
  }),

  createEvent: route({
    ...at('createEvent'),
    token: 'required',
    feature: 'events',
    body: newEvent,
    status: 201,
    answer: createdEvent,
  }),
  listEvents: route({
    ...at('listEvents'),
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
    ...at('getEvent'),
    token: 'optional',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: eventWithAttendeeCount,
    errors: ['event_not_found'],
  }),
  deleteEvent: route({
    ...at('deleteEvent'),
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ message: z.string() }),
    errors: ['not_your_event', 'event_not_found'],
  }),
  rsvpToEvent: route({
    ...at('rsvpToEvent'),
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 201,
    answer: z.object({ message: z.string(), rsvp }),
    errors: ['event_not_found', 'already_registered'],
  }),
  cancelRsvp: route({
    ...at('cancelRsvp'),
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ message: z.string() }),
    errors: ['event_not_found', 'rsvp_not_found'],
  }),
  listAttendees: route({
    ...at('listAttendees'),
    token: 'optional',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.array(attendee),
    errors: ['event_not_found'],
  }),
  checkRsvp: route({
    ...at('checkRsvp'),
    token: 'required',
    feature: 'events',
    params: idParam,
    status: 200,
    answer: z.object({ hasRsvp: z.boolean() }),
    errors: ['event_not_found'],
  }),
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
/** What a caller writes: defaults may be left out. */
export type RouteInput<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = z.input<Routes[Name][Part]>
export type RouteParams<Name extends RouteName> = z.output<Routes[Name]['params']>
export type RouteQuery<Name extends RouteName> = z.output<Routes[Name]['query']>
export type RouteBody<Name extends RouteName> = z.output<Routes[Name]['body']>
export type RouteAnswer<Name extends RouteName> = z.output<Routes[Name]['answer']>
