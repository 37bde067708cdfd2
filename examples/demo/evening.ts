import type { Answer, Connection, Person, ServerProcess } from '@linsta/testkit'
import { CheckFailed, type Checks } from './checks.ts'
import type { Transcript } from './transcript.ts'

/** What every scene is played with. */
export type Evening = { server: ServerProcess; transcript: Transcript; checks: Checks }

/** Who comes. Ola has an account and stays away until later. */
export type Cast = Record<'mira' | 'jonas' | 'lena' | 'viktor' | 'ola', Person>

/** Mira and Jonas in their room, with a connection each that comes back by itself. */
export type Chat = { chatRoomId: string; mira: Connection; jonas: Connection }

/** The body of an answer. @throws CheckFailed if it has another status */
export function bodyOf(what: string, answer: Answer, status: number): Answer['body'] {
  if (answer.status === status) return answer.body
  throw new CheckFailed(what, `expected status ${status}\nthere was: ${answer.status} ${JSON.stringify(answer.body)}`)
}

/** What there is of an acknowledged call. @throws CheckFailed if it was refused */
export async function call(connection: Connection, name: string, payload: unknown): Promise<Answer['body']> {
  const outcome = await connection.call(name, payload)
  if (outcome.ok !== true) throw new CheckFailed(`${name} is acknowledged`, `there was: ${JSON.stringify(outcome)}`)
  return outcome
}

/** A time as people read it, in theirs. */
export const clockTime = (iso: string): string => new Date(iso).toLocaleTimeString('en-GB')
