import type { InboxSnapshot, PresenceSnapshot, RoomListing, RoomMessage, RoomSnapshot } from '@linsta/client'

/*
 * The wire's types as the client hands them out: the kit knows no more of the protocol than that.
 */

/** What is stored of a message. */
export type Message = Extract<RoomMessage, { state: 'sent' }>['message']
/** Somebody in a room, with their receipt where they show it. */
export type Participant = RoomSnapshot['participants'][number]
/** Somebody as others see them. */
export type Person = Participant['user']
export type Receipt = RoomListing['receipts'][number]
export type Presence = PresenceSnapshot extends ReadonlyMap<string, infer Value> ? Value : never
export type Notification = InboxSnapshot['notifications'][number]
