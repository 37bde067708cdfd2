/**
 * Every error Linsta answers with: its HTTP status, its sentence and whether the same request may succeed later.
 * The sentence is what first-generation clients read; the code is what new ones should.
 */
export const errorCatalogue = {
  invalid_request: { status: 400, sentence: 'The request is not valid', retryable: false },
  invalid_json: { status: 400, sentence: 'The body is not valid JSON', retryable: false },
  message_empty: { status: 400, sentence: 'Message cannot be empty', retryable: false },
  message_too_long: { status: 400, sentence: 'Message is too long', retryable: false },
  chat_with_yourself: { status: 400, sentence: 'You cannot chat with yourself', retryable: false },
  user_exists: { status: 400, sentence: 'User already exists', retryable: false },

  token_missing: { status: 401, sentence: 'Missing or invalid token', retryable: false },
  token_invalid: { status: 401, sentence: 'Invalid or expired token', retryable: false },
  invalid_credentials: { status: 401, sentence: 'Invalid credentials', retryable: false },

  origin_not_allowed: { status: 403, sentence: 'This origin is not allowed', retryable: false },
  not_a_participant: { status: 403, sentence: 'You are not a participant in this room', retryable: false },
  not_your_message: { status: 403, sentence: 'You can only delete your own messages', retryable: false },
  not_your_post: { status: 403, sentence: 'Unauthorized: Can only delete own posts', retryable: false },
  not_your_comment: { status: 403, sentence: 'Unauthorized: Can only delete own comments', retryable: false },
  not_your_event: {
    status: 403,
    sentence: 'Unauthorized: Only the event creator can delete this event',
    retryable: false,
  },

  not_the_owner: { status: 403, sentence: 'Only the owner of the room can do this', retryable: false },
  not_your_token: { status: 403, sentence: 'The token must be of the same user', retryable: false },

  not_found: { status: 404, sentence: 'Not found', retryable: false },
  room_not_found: { status: 404, sentence: 'Chat room not found', retryable: false },
  message_not_found: { status: 404, sentence: 'Message not found', retryable: false },
  user_not_in_room: { status: 404, sentence: 'This user is not in the room', retryable: false },
  user_not_found: { status: 404, sentence: 'User not found', retryable: false },
  notification_not_found: { status: 404, sentence: 'Notification not found', retryable: false },
  post_not_found: { status: 404, sentence: 'Post not found', retryable: false },
  like_not_found: { status: 404, sentence: 'Like not found', retryable: false },
  comment_not_found: { status: 404, sentence: 'Comment not found', retryable: false },
  event_not_found: { status: 404, sentence: 'Event not found', retryable: false },
  rsvp_not_found: { status: 404, sentence: 'RSVP not found', retryable: false },

  conflict: { status: 409, sentence: 'This clientMessageId was used for another message', retryable: false },
  direct_room: { status: 409, sentence: 'A direct room is of two people for good', retryable: false },
  room_full: { status: 409, sentence: 'The room has as many participants as it can have', retryable: false },
  already_a_participant: { status: 409, sentence: 'This user is in the room already', retryable: false },
  already_liked: { status: 409, sentence: 'Post already liked by this user', retryable: false },
  already_registered: { status: 409, sentence: 'Already registered for this event', retryable: false },

  payload_too_large: { status: 413, sentence: 'The body is larger than 64 KiB', retryable: false },
  unsupported_encoding: { status: 415, sentence: 'The body must be JSON in UTF-8', retryable: false },
  rate_limited: { status: 429, sentence: 'Too many requests, try again later', retryable: true },
  internal: { status: 500, sentence: 'Internal server error', retryable: true },
  unavailable: { status: 503, sentence: 'The server is stopping, try again', retryable: true },
  storage_full: { status: 507, sentence: 'The server has no space left to store this', retryable: true },
} as const satisfies Record<string, { status: number; sentence: string; retryable: boolean }>

export type ErrorCode = keyof typeof errorCatalogue

/** The refusals a stock client reads as `connect_error.message`. */
export const connectRefusals = {
  token_missing: 'No authentication token provided',
  token_invalid: 'Invalid token',
} as const

/** The body of every error on REST and in socket acknowledgements: RFC 9457, `application/problem+json`. */
export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  error: string
  detail?: string
  retryAfterMs?: number
}

/** An error that a caller is told of. Anything else that is thrown reaches them as `internal` and nothing more. */
export class LinstaError extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly retryAfterMs: number | undefined

  /**
   * @param about.sentence replaces the catalogue's sentence, where the contract has one for the call
   * @param about.detail what is wrong in particular, such as the field
   * @param about.retryAfterMs milliseconds after which a retry can succeed
   */
  constructor(code: ErrorCode, about: { sentence?: string; detail?: string; retryAfterMs?: number } = {}) {
    super(about.sentence ?? errorCatalogue[code].sentence)
    this.code = code
    this.detail = about.detail
    this.retryAfterMs = about.retryAfterMs
  }
}

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text)

/** The wire form of anything thrown. What is no `LinstaError` becomes `internal`: its text stays in the server. */
export function toProblem(thrown: unknown): Problem {
  const error = thrown instanceof LinstaError ? thrown : new LinstaError('internal')
  return {
    type: `urn:linsta:error:${error.code}`,
    title: errorCatalogue[error.code].sentence,
    status: errorCatalogue[error.code].status,
    code: error.code,
    error: error.message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  }
}
