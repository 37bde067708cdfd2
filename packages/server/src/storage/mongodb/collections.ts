import type { NewEvent } from '@linsta/protocol'
import type { Binary, Db, ObjectId } from 'mongodb'
import type { NewNotification } from '../../ports/inboxStore.ts'
import type { MediaState } from '../../ports/postStore.ts'
import type { Head, Participant, RoomState } from '../../ports/roomState.ts'

/**
 * An entry of a room's log; one that is a message also holds the message's current state. Its position is taken by the
 * unique index on (roomId, seq), and a message's `clientMessageId` by the one on (roomId, sendKey).
 */
export type EntryDocument = {
  _id: ObjectId
  roomId: ObjectId
  seq: number
  actorId: string
  at: number
  /** Names the send: what a repeated `clientMessageId` has in common with the first, and the entry's id where it has none. */
  sendKey: string
} & (
  | {
      kind: 'message'
      text: string
      clientMessageId: string | null
      replyTo: ObjectId | null
      deleted: boolean
      /** Keyed; from when the text was deleted on. */
      textHash: Binary | null
      /** The entry that last changed it. */
      updatedSeq: number
    }
  | { kind: 'delete'; targetId: ObjectId; textHash: Binary }
  | { kind: 'participant_added' | 'participant_removed'; userId: string }
)

/**
 * A room as it is at `head`, which may be behind the end of its log: whoever finds it so applies what is missing. All
 * changes are made over the `version` they were worked out from, so that they come one after another.
 */
export type RoomDocument = Pick<RoomState, 'kind' | 'createdAt'> & {
  _id: ObjectId
  version: number
  head: Omit<Head, 'id'> & { id: ObjectId | null }
  /** The newest message up to `head`. */
  newestId: ObjectId | null
  /** In the order in which they came. */
  participants: Participant[]
}

/**
 * A room that is to be made: the one of two people, or the group that somebody asked for under an id of their own. It is
 * taken here first, under a name that nobody else gives, and made then.
 */
export type RoomNameDocument = {
  _id: string
  roomId: ObjectId
  kind: RoomState['kind']
  /** Whoever creates it first. */
  userIds: string[]
  createdAt: number
}

/**
 * An entry of an inbox's log; a notification's holds its current state. What happened to it is there with the position
 * at which it did, `NEVER` until then, so that one can read it as it was at any position.
 */
export type InboxEntryDocument = { _id: ObjectId; userId: string; seq: number; at: number } & (
  | {
      kind: 'notification'
      type: string
      message: string
      referenceId: string
      /** JSON, so that no name in it means anything to the database; left out where there is none. */
      data?: string
      /** Names the action; the newest generation of it counts. */
      dedupeKey: string
      generation: number
      readAt: number | null
      readSeq: number
      retractedSeq: number
    }
  | { kind: 'retracted' | 'read'; targetSeq: number }
  | { kind: 'all_read' }
)
export type NotificationDocument = Extract<InboxEntryDocument, { kind: 'notification' }>

/** How far the entries of somebody's inbox are applied to its notifications. */
export type InboxDocument = { _id: string; appliedSeq: number }

/**
 * A like, a comment or an RSVP: what somebody did to a post or an event. It is switched off, not deleted, and each
 * switching on is a new generation. What it owes its target's owner says so here until their inbox has it (P8).
 */
export type ActionDocument = {
  /** Its name, in inboxes as well. */
  _id: string
  kind: 'like' | 'comment' | 'rsvp'
  /** The comment's or RSVP's own id. */
  id: ObjectId
  targetId: ObjectId
  ownerId: string
  actorId: string
  at: number
  /** A comment's. */
  text: string | null
  generation: number
  isActive: boolean
  /** Whether this generation came with a notification. */
  notifies: boolean
  owed: { notification: NewNotification | null; at: number } | null
  /** When the debt was made, by the clock of whoever made it; 0 without one. */
  owedSince: number
}

export type PostDocument = {
  _id: ObjectId
  authorId: string
  caption: string
  captionFolded: string
  eventId: ObjectId | null
  media: MediaState[]
  createdAt: number
  /** From then on nobody sees it, and it goes as soon as all that is owed for it is settled; 0 until then. */
  deletedAt: number
}

export type EventDocument = {
  _id: ObjectId
  createdBy: string
  fields: NewEvent
  textFolded: string[]
  startsAt: number | null
  upcomingUntil: number | null
  createdAt: number
  deletedAt: number
}

/** What is known of somebody; fields are absent until they are. */
export type UserDocument = {
  _id: string
  name?: string
  nameFolded?: string
  email?: string
  picture?: string | null
  lastSeenAt?: number
  privacy?: { receipts: boolean; invisible: boolean }
  /** Few people do, and a server knows them all. */
  hidesSomething?: boolean
}

/** By its email, of which it is the only one. */
export type AccountDocument = { _id: string; userId: string; name: string; passwordHash: string; createdAt: number }

export type IdentityDocument = {
  _id: 'identity'
  schema: number
  epoch: string
  contentKey: Binary
  generatedSecret: string
}

const PREFIX = 'linsta_' // a host's database may have `users` and `posts` of its own

/** Everything that Linsta keeps in a database. */
export const createCollections = (database: Db) => ({
  entries: database.collection<EntryDocument>(`${PREFIX}entries`),
  rooms: database.collection<RoomDocument>(`${PREFIX}rooms`),
  roomNames: database.collection<RoomNameDocument>(`${PREFIX}roomNames`),
  inboxEntries: database.collection<InboxEntryDocument>(`${PREFIX}inboxEntries`),
  inboxes: database.collection<InboxDocument>(`${PREFIX}inboxes`),
  actions: database.collection<ActionDocument>(`${PREFIX}actions`),
  posts: database.collection<PostDocument>(`${PREFIX}posts`),
  events: database.collection<EventDocument>(`${PREFIX}events`),
  users: database.collection<UserDocument>(`${PREFIX}users`),
  accounts: database.collection<AccountDocument>(`${PREFIX}accounts`),
  meta: database.collection<IdentityDocument>(`${PREFIX}meta`),
})

export type Collections = ReturnType<typeof createCollections>
