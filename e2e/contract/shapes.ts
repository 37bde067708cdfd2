import type { Answer, Person } from '@linsta/testkit'
import { expect } from 'vitest'

/*
 * The contract's payloads, to be compared by `toMatchObject`: a field that is lost, renamed or of another form goes
 * red, one that was gained does not.
 */

/** An id that the server made. */
export const anId = expect.stringMatching(/^[0-9a-f]{24}$/)
/** ISO 8601 in UTC with milliseconds. */
export const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
export const aString = expect.any(String)
const aSeq = expect.toSatisfy((value) => Number.isInteger(value) && (value as number) >= 1, 'a position from 1')

type Known = Record<string, unknown>

export const aMessage = (known: { chatRoomId: string; senderId: unknown } & Known) => ({
  _id: anId,
  text: aString,
  createdAt: aTime,
  deleted: false,
  readBy: expect.any(Array),
  replyTo: null,
  seq: aSeq,
  ...known,
})

export const aNotification = (known: { userId: string } & Known) => ({
  _id: anId,
  type: aString,
  message: aString,
  referenceId: anId,
  isRead: false,
  createdAt: aTime,
  ...known,
})

/** Somebody as callers with a token see them. */
export const aPerson = ({ id, name, email }: Pick<Person, 'id' | 'name' | 'email'>) => ({ _id: id, name, email })
/** Somebody as callers without a token see them: `email` must be looked for as well, see `expectNoEmail`. */
export const aPersonWithoutEmail = ({ id, name }: Pick<Person, 'id' | 'name'>) => ({ _id: id, name })

export const aPost = (known: { authorId: string; author: unknown } & Known) => ({
  _id: anId,
  caption: aString,
  media: [],
  likeCount: 0,
  commentCount: 0,
  userLiked: false,
  createdAt: aTime,
  updatedAt: aTime,
  ...known,
})

export const aComment = (known: { postId: string; userId: string; user: unknown } & Known) => ({
  _id: anId,
  text: aString,
  createdAt: aTime,
  ...known,
})

export const anEvent = (known: { createdBy: unknown } & Known) => ({
  _id: anId,
  title: aString,
  isOnline: false,
  createdAt: aTime,
  ...known,
})

/** The problem object of REST and of acknowledgements. */
const aProblem = (status: number, error: unknown) => ({
  type: aString,
  title: aString,
  status,
  code: expect.stringMatching(/^[a-z][a-z_]*$/),
  error,
})

/** A refusal over REST: its status, its sentence, its RFC 9457 body. */
export function expectProblem(answer: Answer, status: number, error: unknown = aString): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: aProblem(status, error) })
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/)
}

/** A malformed id is 400 or 404, with a problem either way. */
export function expectMalformed(answer: Answer): void {
  expect([400, 404]).toContain(answer.status)
  expectProblem(answer, answer.status)
}

/** An outcome of a socket call that was refused. */
export const aRefusal = (status: number, error: unknown) => ({ ok: false, error: aProblem(status, error) })

/** No address of anybody anywhere in an answer. */
export function expectNoEmail(body: unknown): void {
  expect(JSON.stringify(body)).not.toMatch(/"email"|@example\.org/)
}

export const TRANSPORTS = ['websocket', 'polling'] as const
/** An id of the right form that nothing has. */
export const NO_SUCH_ID = 'ffffffffffffffffffffffff'
