import type { ErrorCode } from './errors.ts'

/** How a developer mends what each error tells, for the reference. Beside the catalogue, which clients download. */
export const errorAdvice: Record<ErrorCode, string> = {
  invalid_request:
    'Send what the reference says of the call; `error`, on sockets `detail`, names the field that is wrong.',
  invalid_json: 'Send JSON, complete and in UTF-8. Any content type will do.',
  message_empty: 'Ask for text before you send: white space alone is none.',
  message_too_long: 'Send at most 4,000 UTF-16 units, or several messages. Nothing was cut and nothing stored.',
  chat_with_yourself: 'Open a room with somebody else’s id.',
  user_exists: 'Sign in with this email, or register another one.',

  token_missing: 'Send `Authorization: Bearer <JWT>`, or on a socket `auth: { token }`.',
  token_invalid: 'Sign in again for a new token: this one has expired, or was signed for another server.',
  invalid_credentials: 'Ask for email and password again. Which of the two was wrong is never told.',

  origin_not_allowed: 'Add the page’s origin to `FRONTEND_URL`.',
  not_a_participant: 'Ask somebody in the room to add this user, and forget the room until then.',
  not_your_message: 'Offer this for one’s own messages alone.',
  not_your_post: 'Offer this for one’s own posts alone.',
  not_your_comment: 'Offer this for one’s own comments alone.',
  not_your_event: 'Offer this for one’s own events alone.',
  not_the_owner: 'Offer this to the one whom the room names as `ownerId`.',
  not_your_token: 'Connect anew to become somebody else: a connection stays its user’s.',

  not_found: 'Check path and method against the reference.',
  room_not_found: 'Forget the room: it never was, or one is not in it, which newer calls do not tell apart.',
  message_not_found: 'Forget the message: it is not in a room that one is in.',
  user_not_in_room: 'Take it as done: they have left, or never came.',
  user_not_found: 'Use the id of somebody who has an account here.',
  notification_not_found: 'List the notifications again: it was taken back, or is somebody else’s.',
  post_not_found: 'Take the post off the screen: it was deleted.',
  like_not_found: 'Take it as done: there is no like to take back.',
  comment_not_found: 'Take the comment off the screen: it was deleted.',
  event_not_found: 'Take the event off the screen: it was deleted.',
  rsvp_not_found: 'Take it as done: there is no RSVP to cancel.',

  conflict: 'Make a new `clientMessageId` for each text, and repeat it with that text only.',
  direct_room: 'Make a group to talk with more people.',
  room_full: 'Make another group: one holds 200 people at most.',
  already_a_participant: 'Take it as done.',
  already_liked: 'Take it as done.',
  already_registered: 'Take it as done.',

  payload_too_large: 'Send less at once: a body has at most 64 KiB.',
  unsupported_encoding: 'Send the body in UTF-8, uncompressed or by gzip, deflate or br.',
  rate_limited: 'Try again after `retryAfterMs`, or the seconds of `Retry-After`.',
  internal: 'Try again later; the server’s log says what went wrong.',
  unavailable: 'Try again in some seconds: the server stops, and another or a new one takes over.',
  storage_full: 'Make space where the server keeps its data. What was stored stays.',
}
