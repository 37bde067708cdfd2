import type { z } from 'zod'
import { signedIn } from './account.ts'
import { roomEntry } from './entry.ts'
import { attendee, createdEvent, event, rsvp } from './event.ts'
import { listedMessage, message } from './message.ts'
import { inboxChanges, inboxEntry, notification } from './notification.ts'
import { person } from './person.ts'
import { position } from './position.ts'
import { comment, post } from './post.ts'
import { presence, privacy } from './presence.ts'
import { receipt } from './receipt.ts'
import { listedRoom, openedRoom, participant, preview, roomHead } from './room.ts'
import { roomChanges } from './sync.ts'

const LATER_KINDS = 'Later kinds will come: skip one that you do not know, and take its position.'

/** What the reference knows by a name, and says once. Everything else it writes out where it is used. */
export const entities: Record<string, { schema: z.ZodType; about: string }> = {
  Message: {
    schema: message,
    about: 'A message’s current state. A deleted one keeps its place, without its text. The sender is in `readBy`.',
  },
  ListedMessage: { schema: listedMessage, about: 'A message as the frozen list has it: its sender has a name.' },
  Position: {
    schema: position,
    about:
      'A place in a log: the last entry one has, by its position and its own id. `{ seq: 0, id: null }` is before the first.',
  },
  RoomHead: {
    schema: roomHead,
    about:
      'The end of a room’s log as one participant sees it. `unread` counts messages of others after one’s receipt; `other` is the other one in a direct room, and null in a group.',
  },
  Preview: { schema: preview, about: 'A room’s newest message as lists show it, its text cut to 200 UTF-16 units.' },
  RoomEntry: {
    schema: roomEntry,
    about: `One entry of a room’s log. Those about a message carry its current state: apply it only over a lower \`updatedSeq\`. ${LATER_KINDS}`,
  },
  RoomChanges: {
    schema: roomChanges,
    about: 'What a room went through since a position. `gone`: one is not in it, or it is not there.',
  },
  OpenedRoom: { schema: openedRoom, about: 'A direct room. Its creator comes first in `participants`.' },
  ListedRoom: { schema: listedRoom, about: 'A room as the frozen list has it.' },
  Participant: { schema: participant, about: 'Somebody in a room, and their receipt where they show it.' },
  Receipt: { schema: receipt, about: 'How far somebody has come in a room. It only moves forward.' },
  Person: { schema: person, about: 'Somebody as others see them, without `email` where the caller brought no token.' },
  Presence: {
    schema: presence,
    about:
      'Whether somebody is online, and since when not. `lastSeenAt` is null while they are, and where it is not known.',
  },
  Privacy: {
    schema: privacy,
    about:
      '`receipts`: others see how far one has read. `invisible`: others see one as offline, and nothing that would tell otherwise.',
  },
  Notification: {
    schema: notification,
    about: '`type` is open: `LIKE`, `COMMENT`, `EVENT_RSVP` and what later versions or hosts define.',
  },
  InboxEntry: {
    schema: inboxEntry,
    about: `One entry of an inbox’s log, with the current state of the notification it made or names. \`all_read\` reads every notification before it. ${LATER_KINDS}`,
  },
  InboxChanges: {
    schema: inboxChanges,
    about: 'What an inbox went through since a position; `reset` where the position is not in its log.',
  },
  Post: { schema: post, about: 'A post, and whether the caller likes it.' },
  Comment: { schema: comment, about: 'A comment on a post.' },
  Event: { schema: event, about: 'An event.' },
  CreatedEvent: { schema: createdEvent, about: 'An event as its creator gets it: `createdBy` is an id.' },
  Rsvp: { schema: rsvp, about: 'Somebody’s registration for an event.' },
  Attendee: { schema: attendee, about: 'Somebody who registered for an event.' },
  SignedIn: { schema: signedIn, about: 'Who signed in, and the token by which they are known from now on.' },
}
