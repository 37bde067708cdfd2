import { LinstaError } from '@linsta/protocol'
import BetterSqlite, { type Database } from 'better-sqlite3'
import type { Ids } from '../../ports/ids.ts'
import { createWrites, type Group, type GroupOutcome } from './writes.ts'

/**
 * Runs groups of commands on the connection that writes.
 * @returns what became of each command. What was refused or failed changed nothing
 * @throws what leaves the database in doubt: nobody can say then what is on the disk
 */
export function createGroupRunner(parts: { database: Database; ids: Ids; contentKey: Buffer }) {
  const { database } = parts
  const writes = createWrites(parts)
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const commands = writes.commands as Record<string, (payload: unknown) => unknown>

  /** One transaction for the whole group. A refused command changed nothing, so the others go on. */
  function runInOneTransaction(group: Group): GroupOutcome {
    const outcome: GroupOutcome = { results: [], refused: [], failed: [], inbox: [] }
    begin.run()
    for (const [index, { name, payload }] of group.entries()) {
      try {
        outcome.results.push(commands[name]?.(payload))
      } catch (error) {
        if (!(error instanceof LinstaError)) throw error
        outcome.results.push(undefined)
        outcome.refused.push({ index, code: error.code })
      }
    }
    writes.flush()
    commit.run()
    outcome.inbox = writes.takeInboxEntries()
    return outcome
  }

  function rollBack(): void {
    if (database.inTransaction) database.exec('ROLLBACK')
    writes.forget()
  }

  function runEachAlone(group: Group): GroupOutcome {
    const outcome: GroupOutcome = { results: [], refused: [], failed: [], inbox: [] }
    for (const [index, command] of group.entries()) {
      const alone = runGroup([command])
      outcome.results.push(alone.results[0])
      for (const { code } of alone.refused) outcome.refused.push({ index, code })
      for (const { error } of alone.failed) outcome.failed.push({ index, error })
      outcome.inbox.push(...alone.inbox)
    }
    return outcome
  }

  /** The same, but an unforeseen error of one command must not take its neighbours with it: each then goes alone. */
  function runGroup(group: Group): GroupOutcome {
    try {
      return runInOneTransaction(group)
    } catch (error) {
      rollBack()
      if (isFatal(error)) throw error
      if (group.length > 1) return runEachAlone(group)
      const nothing = { results: [], refused: [], failed: [], inbox: [] }
      if (isFull(error)) return { ...nothing, refused: [{ index: 0, code: 'storage_full' }] }
      return { ...nothing, failed: [{ index: 0, error: String(error instanceof Error ? error.stack : error) }] }
    }
  }

  return runGroup
}

const sqliteCode = (error: unknown): string => (error instanceof BetterSqlite.SqliteError ? error.code : '')

/** A full disk shows as SHMSIZE when it is the log's index that cannot grow. */
export const isFull = (error: unknown): boolean => ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(sqliteCode(error))

/** After such an error nobody can say what is on the disk: the process must end and recover from the log. */
const isFatal = (error: unknown): boolean =>
  !isFull(error) && /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|PROTOCOL)/.test(sqliteCode(error))
