/*
 * The bounds of the wire that both sides must know, without the schemas: clients import these and no zod.
 */

export const MESSAGE_TEXT_MAX = 4_000 // UTF-16 units after trimming; longer is refused, never cut
export const RETRY_ID_MAX = 128 // UTF-16 units of an id that a client makes, so that it may repeat a call
export const HISTORY_LIMIT = 50 // messages a page when none is named
export const HISTORY_LIMIT_MAX = 200 // messages a page at most

export const PREVIEW_TEXT_MAX = 200 // UTF-16 units of a room's newest message, as lists of rooms show it
export const SYNC_ROOMS_MAX = 200 // rooms a page of `sync`
export const CHANGES_ROOMS_MAX = 100 // rooms that one `get_changes` or `mark_delivered` may name
export const CHANGES_LIMIT = 200 // entries that one answer brings when no limit is named
export const CHANGES_LIMIT_MAX = 500 // entries that one answer brings at most
export const ANSWER_BYTES_MAX = 256 * 1024 // bytes of JSON: no answer of the new calls is larger, it pages instead

export const PRESENCE_USERS_MAX = 500 // people whose presence one connection may watch
export const ROOM_PARTICIPANTS_MAX = 200 // people in one room: it is read as a whole, and its answers page

/** How long somebody counts as typing after they last said so, in milliseconds: it ends by itself. */
export const TYPING_MS = 6_000
