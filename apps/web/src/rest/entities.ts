import type { RouteAnswer } from '@linsta/protocol'

/* What the server answers, under the names that the pages use. */

export type Person = RouteAnswer<'getProfile'>
export type Post = RouteAnswer<'getPost'>
export type Comment = RouteAnswer<'commentOnPost'>
export type EventListing = RouteAnswer<'listEvents'>[number]
export type EventDetails = RouteAnswer<'getEvent'>
export type Attendee = RouteAnswer<'listAttendees'>[number]
