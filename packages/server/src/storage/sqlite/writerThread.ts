import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { createIds } from '../../ports/ids.ts'
import { openWriter } from './connection.ts'
import { createGroupRunner, isFull } from './groupRunner.ts'
import type { Group } from './writes.ts'

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
const runGroup = createGroupRunner({
  database,
  ids: createIds({ clock: { now: () => Date.now() }, random: { bytes: (count) => randomBytes(count) } }),
  contentKey: Buffer.from(contentKey),
})

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
// Groups and outcomes travel as JSON: for many small objects that is cheaper than a structured clone.
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
