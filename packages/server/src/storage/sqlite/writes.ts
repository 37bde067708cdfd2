import type { Database } from 'better-sqlite3'
import type { Ids } from '../../ports/ids.ts'
import type { InboxEntry } from '../../ports/inboxStore.ts'
import { createEventWrites } from './eventWrites.ts'
import { createInboxWrites } from './inboxWrites.ts'
import { createWritableUserKeys } from './keys.ts'
import { createNoticeWrites } from './noticeWrites.ts'
import { createPostWrites } from './postWrites.ts'
import { createRoomWrites } from './roomWrites.ts'
import { createUserWrites } from './userWrites.ts'

/** Everything that changes the database, by name: the writer's thread runs these and nothing else. */
export function createWrites({ database, ids, contentKey }: { database: Database; ids: Ids; contentKey: Buffer }) {
  const users = createWritableUserKeys(database)
  const { flush, forget, ...rooms } = createRoomWrites({ database, users, contentKey })
  const { markRead, markAllRead, takeAppended, ...inbox } = createInboxWrites({ database, users, ids })
  const commands = {
    ...rooms,
    ...createUserWrites({ database, users }),
    ...createPostWrites({ database, users, inbox }),
    ...createEventWrites({ database, users, inbox }),
    markRead,
    markAllRead,
    ...createNoticeWrites({ users, inbox }),
  }
  return {
    commands,
    /** Writes what the group's commands left in memory. */
    flush,
    /** Hands over what the group appended to inboxes. */
    takeInboxEntries: takeAppended,
    /** Drops from memory what a rolled-back transaction had put there. */
    forget(): void {
      users.forget()
      forget()
      takeAppended()
    },
  }
}

type Commands = ReturnType<typeof createWrites>['commands']
export type CommandName = keyof Commands & string
export type CommandPayload<Name extends CommandName> = Parameters<Commands[Name]>[0]
export type CommandResult<Name extends CommandName> = ReturnType<Commands[Name]>

/** A group of commands as it is handed to the writer's thread. */
export type Group = { name: CommandName; payload: unknown }[]

/** What became of a group: a result each, and the indices of those that were refused or failed. */
export type GroupOutcome = {
  results: unknown[]
  refused: { index: number; code: string }[]
  failed: { index: number; error: string }[]
  /** What it appended to inboxes, in the order of the commands. */
  inbox: InboxEntry[]
}
