import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { LinstaError } from '@linsta/protocol'
import BetterSqlite from 'better-sqlite3'
import { createIds } from '../../ports/ids.ts'
import { openWriter } from './connection.ts'
import { createWrites, type Group, type GroupOutcome } from './writes.ts'

/** How long after a deletion the log that still holds the deleted text is emptied: milliseconds. */
const SCRUB_DELAY_MS = 1_000

/** How long after it found the disk full it is tried again: milliseconds. */
const SCRUB_RETRY_MS = 10_000

/** Commands that remove content. */
const REMOVING = new Set(['appendDelete', 'deletePost', 'deleteComment', 'deleteEvent'])

if (parentPort === null) throw new Error('writerThread.ts runs as a worker')
const port = parentPort
const { file, contentKey } = workerData as { file: string; contentKey: Uint8Array }
const database = openWriter(file)
const writes = createWrites({
  database,
  ids: createIds({ clock: { now: () => Date.now() }, random: { bytes: (count) => randomBytes(count) } }),
  contentKey: Buffer.from(contentKey),
})
const begin = database.prepare('BEGIN IMMEDIATE')
const commit = database.prepare('COMMIT')
const commands = writes.commands as Record<string, (payload: unknown) => unknown>

/** One transaction for the whole group. A refused command changed nothing, so the others go on. */
function runInOneTransaction(group: Group): GroupOutcome {
  const outcome: GroupOutcome = { results: [], refused: [], failed: [] }
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
  return outcome
}

function rollBack(): void {
  if (database.inTransaction) database.exec('ROLLBACK')
  writes.forget()
}

/** The same, but an unforeseen error of one command must not take its neighbours with it: each then goes alone. */
function runGroup(group: Group): GroupOutcome {
  try {
    return runInOneTransaction(group)
  } catch (error) {
    rollBack()
    if (isFatal(error)) throw error
    if (group.length > 1) return runEachAlone(group)
    if (isFull(error)) return { results: [], refused: [{ index: 0, code: 'storage_full' }], failed: [] }
    return {
      results: [],
      refused: [],
      failed: [{ index: 0, error: String(error instanceof Error ? error.stack : error) }],
    }
  }
}

function runEachAlone(group: Group): GroupOutcome {
  const outcome: GroupOutcome = { results: [], refused: [], failed: [] }
  for (const [index, command] of group.entries()) {
    const alone = runGroup([command])
    outcome.results.push(alone.results[0])
    for (const { code } of alone.refused) outcome.refused.push({ index, code })
    for (const { error } of alone.failed) outcome.failed.push({ index, error })
  }
  return outcome
}

const sqliteCode = (error: unknown): string => (error instanceof BetterSqlite.SqliteError ? error.code : '')

// A full disk shows as SHMSIZE when it is the log's index that cannot grow.
const isFull = (error: unknown): boolean => ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(sqliteCode(error))

/** After such an error nobody can say what is on the disk: the process must end and recover from the log. */
const isFatal = (error: unknown): boolean =>
  !isFull(error) && /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|PROTOCOL)/.test(sqliteCode(error))

let scrubTimer: NodeJS.Timeout | undefined
function scrubAfter(delayMs: number): void {
  scrubTimer ??= setTimeout(() => {
    scrubTimer = undefined
    scrub()
  }, delayMs)
}

/**
 * Empties the write-ahead log, where pages with deleted text would otherwise stay for a while. Copying them needs
 * space: on a full disk they wait in the log, which loses nothing, until there is some.
 */
function scrub(): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!isFull(error)) throw error
    scrubAfter(SCRUB_RETRY_MS)
  }
}

scrub()
port.postMessage('ready')
port.on('message', (message: string) => {
  if (message === 'close') {
    clearTimeout(scrubTimer)
    database.close()
    port.close()
    return
  }
  const group = JSON.parse(message) as Group
  port.postMessage(JSON.stringify(runGroup(group)))
  if (group.some(({ name }) => REMOVING.has(name))) scrubAfter(SCRUB_DELAY_MS)
})
