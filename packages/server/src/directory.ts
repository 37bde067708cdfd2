import { link, NAME_MAX, userId as userIdField } from '@linsta/protocol'
import { z } from 'zod'
import type { Scheduler } from './ports/scheduler.ts'

const USERS_PER_CALL = 500 // people that the host is asked for at once: one query of its database
const ANSWER_MAX_MS = 2_000 // that a list waits for names before it goes without

/** What an app shows of somebody. */
export type HostUser = { userId: string; name?: string | null | undefined; picture?: string | null | undefined }

/** Gives what is known of these people, in any order; who is not known is left out. */
export type GetUsers = (userIds: string[]) => readonly HostUser[] | Promise<readonly HostUser[]>

/** What the host shows of people, by id; undefined where it could not be asked. */
export type Directory = (
  userIds: Iterable<string>,
) => Promise<Map<string, { name: string; picture: string | null }> | undefined>

/**
 * Somebody as the host has them. A name is cut to what others are shown; a picture that may not be put into a page is
 * none.
 */
export const hostUser = z.object({
  userId: userIdField('userId'),
  name: z
    .string()
    .transform((name) => name.toWellFormed().trim().slice(0, NAME_MAX).toWellFormed())
    .nullish(),
  picture: z
    .string()
    .transform((picture) => link('picture').safeParse(picture).data ?? null)
    .nullish(),
})

/** Asks the host for people: one call at a time, and what is asked for while it runs is the next call. */
export function createDirectory(parts: {
  getUsers: GetUsers
  scheduler: Scheduler
  onError(error: unknown): void
}): Directory {
  const { getUsers, scheduler, onError } = parts
  type Answer = Awaited<ReturnType<Directory>>
  let next: { userIds: Set<string>; answer: Promise<Answer> } | undefined
  let lastCall: Promise<unknown> = Promise.resolve()

  async function ask(userIds: readonly string[]): Promise<Answer> {
    try {
      const people = new Map<string, { name: string; picture: string | null }>()
      for (let start = 0; start < userIds.length; start += USERS_PER_CALL) {
        const asked = userIds.slice(start, start + USERS_PER_CALL)
        const users = z.array(hostUser).parse(await inTime(async () => getUsers([...asked])))
        for (const { userId, name, picture } of users) {
          people.set(userId, { name: name ?? '', picture: picture ?? null })
        }
      }
      return people
    } catch (error) {
      onError(error)
      return undefined
    }
  }

  async function inTime<Result>(task: () => Promise<Result>): Promise<Result> {
    let cancel = () => {}
    const tooLate = new Promise<never>((_resolve, reject) => {
      const timer = scheduler.after(ANSWER_MAX_MS, () => reject(new Error('getUsers did not answer in time')))
      cancel = () => timer.cancel()
    })
    try {
      return await Promise.race([task(), tooLate])
    } finally {
      cancel()
    }
  }

  return (userIds) => {
    if (next === undefined) {
      const asked = new Set<string>()
      const answer = lastCall.then(() => {
        next = undefined
        return ask([...asked])
      })
      lastCall = answer
      next = { userIds: asked, answer }
    }
    for (const userId of userIds) next.userIds.add(userId)
    return next.answer
  }
}
