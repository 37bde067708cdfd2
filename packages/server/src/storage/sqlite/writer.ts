import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type ErrorCode, LinstaError } from '@linsta/protocol'
import type { InboxEntry } from '../../ports/inboxStore.ts'
import type { CommandName, CommandPayload, CommandResult, Group, GroupOutcome } from './writes.ts'

/**
 * The least time from one commit's start to the next one's: so much for each command it carried, up to the most. A
 * commit after a rest starts at once, and the next one soon, where one person waits for one answer after the other.
 * Under load each carries what some milliseconds brought, since most of what a commit costs it costs once.
 */
const PERIOD_MS_PER_COMMAND = 0.5
const PERIOD_MAX_MS = 20

/** A group's garbage is gone with the group: what the thread would let pile up for speed is memory for nothing. */
const YOUNG_GENERATION_MB = 12

type Waiting = { resolve(result: unknown): void; reject(error: Error): void }

/**
 * The one writer of a data folder. What arrives while a commit runs is the next group: one transaction and one fsync
 * for all of it. Commands take effect, and their promises settle, in the order of the calls.
 */
export type Writer = {
  /** Resolves when the command's effect is durable. */
  write<Name extends CommandName>(name: Name, payload: CommandPayload<Name>): Promise<CommandResult<Name>>
  /** Hears of what commands appended to inboxes, before their promises resolve. */
  onInboxEntries(listener: (entry: InboxEntry) => void): void
  close(): Promise<void>
}

/**
 * Starts the writer's thread.
 * @param options.onFatal called once if the disk or the thread failed in a way that leaves the database in doubt;
 * the process must end
 */
export async function startWriter(options: {
  file: string
  contentKey: Buffer
  onFatal(error: Error): void
}): Promise<Writer> {
  const worker = new Worker(new URL('./writerThread.ts', import.meta.url), {
    workerData: { file: options.file, contentKey: options.contentKey },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  await once(worker, 'message') // 'ready'; rejects if the thread could not open the database

  let group: Group = []
  let nextAt = Number.NEGATIVE_INFINITY // on the clock of performance.now()
  let waiting: Waiting[] = []
  let committing: Waiting[] = []
  let isScheduled = false
  let isClosed = false
  let whenIdle: (() => void) | undefined
  let hearInboxEntry: (entry: InboxEntry) => void = () => undefined

  function commitNext(): void {
    isScheduled = false
    if (committing.length > 0 || group.length === 0) return
    const next = group
    committing = waiting
    group = []
    waiting = []
    nextAt = performance.now() + Math.min(next.length * PERIOD_MS_PER_COMMAND, PERIOD_MAX_MS)
    worker.postMessage(JSON.stringify(next))
  }

  function commitSoon(): void {
    if (isScheduled || committing.length > 0 || group.length === 0) return
    isScheduled = true
    const restMs = nextAt - performance.now()
    // What the same turn of the event loop brings shares the commit in any case.
    if (restMs <= 0) setImmediate(commitNext)
    else setTimeout(commitNext, restMs)
  }

  worker.on('message', (outcome: string) => {
    const { results, refused, failed, inbox } = JSON.parse(outcome) as GroupOutcome
    const settled = committing
    committing = []
    // The next group starts before this one's answers go out: the disk works while they do.
    commitSoon()
    for (const entry of inbox) hearInboxEntry(entry)
    const errors = new Map<number, Error>()
    for (const { index, code } of refused) errors.set(index, new LinstaError(code as ErrorCode))
    for (const { index, error } of failed) errors.set(index, new Error(error))
    for (const [index, one] of settled.entries()) {
      const error = errors.get(index)
      // JSON has no undefined: what a command did not find comes back as null.
      if (error === undefined) one.resolve(results[index] ?? undefined)
      else one.reject(error)
    }
    if (committing.length === 0 && group.length === 0) whenIdle?.()
  })

  const fail = (error: Error) => {
    isClosed = true
    for (const one of [...committing.splice(0), ...waiting.splice(0)]) one.reject(error)
    whenIdle?.()
    options.onFatal(error)
  }
  worker.on('error', fail)
  worker.on('exit', (code) => {
    if (!isClosed) fail(new Error(`The writer's thread ended with code ${code}`))
  })

  return {
    write(name, payload) {
      if (isClosed) return Promise.reject(new LinstaError('unavailable'))
      group.push({ name, payload })
      commitSoon()
      return new Promise((resolve, reject) => {
        waiting.push({ resolve: resolve as (result: unknown) => void, reject })
      })
    },

    onInboxEntries(listener) {
      hearInboxEntry = listener
    },

    async close() {
      if (isClosed) return
      isClosed = true
      if (committing.length > 0 || group.length > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
      const exited = once(worker, 'exit')
      worker.postMessage('close')
      await exited
    },
  }
}
