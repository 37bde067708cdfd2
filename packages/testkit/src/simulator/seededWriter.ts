import { type ErrorCode, LinstaError } from '@linsta/protocol'
import type { Group, GroupOutcome, InMemoryDatabase, Writer } from '@linsta/server/sqlite'
import type { Dice } from './dice.ts'
import type { Ledger } from './ledger.ts'
import type { Profile } from './profile.ts'
import type { TimeScope } from './virtualTime.ts'

type Waiting = { resolve(result: unknown): void; reject(error: Error): void }
type Outcome = { result: unknown; refused?: string; failed?: string }

/** What a command says that the simulator made fail. */
export const INJECTED = 'the disk failed, as the simulator wanted'

/**
 * The writer of a process that may die at any moment: it gathers commands into groups as the one on disk does, and takes
 * as long as the seed says, to the commit and from there to the answers. What dies with the process before the commit
 * is lost; after it, it is stored and was never acked.
 */
export function createSeededWriter(parts: {
  database: InMemoryDatabase
  scheduler: TimeScope['scheduler']
  dice: Dice
  profile: () => Profile
  ledger: Ledger
  note(text: string): void
  /** The process dies here and now. */
  die(): void
}): Writer {
  const { database, scheduler, dice, profile, ledger, note } = parts
  let group: Group = []
  let waiting: Waiting[] = []
  let isCommitting = false
  let isScheduled = false
  let isClosed = false
  let whenIdle: (() => void) | undefined
  let hearInboxEntry: Parameters<Writer['onInboxEntries']>[0] = () => undefined

  const rollDelay = () => dice.between(profile().commitMs.least, profile().commitMs.most)

  function commitSoon(): void {
    if (isScheduled || isCommitting || group.length === 0) return
    isScheduled = true
    scheduler.after(rollDelay(), commit)
  }

  function commit(): void {
    isScheduled = false
    isCommitting = true
    const [next, settling] = [group, waiting]
    group = []
    waiting = []
    if (dice.chance(profile().crashes)) {
      note(`writer: dies before ${next.length} commands`)
      parts.die()
      return
    }
    const { outcomes, inbox } = runWithFaults(JSON.parse(JSON.stringify(next)) as Group)
    note(`writer: ${next.map(({ name }, index) => describe(name, outcomes[index])).join(' ')}`)
    if (dice.chance(profile().crashes)) {
      note('writer: dies before the answers')
      parts.die()
      return
    }
    scheduler.after(rollDelay(), () => {
      isCommitting = false
      // The next group starts before this one's answers go out, as the disk does.
      commitSoon()
      for (const entry of inbox) hearInboxEntry(entry)
      for (const [index, one] of settling.entries()) answer(one, outcomes[index])
      if (!isCommitting && group.length === 0) whenIdle?.()
    })
  }

  /** Some commands never get as far as the database. */
  function runWithFaults(commands: Group): { outcomes: Outcome[]; inbox: GroupOutcome['inbox'] } {
    const fates = commands.map((): Outcome | undefined => {
      if (dice.chance(profile().storageFull)) return { result: undefined, refused: 'storage_full' }
      return dice.chance(profile().storageFails) ? { result: undefined, failed: INJECTED } : undefined
    })
    const running = commands.filter((_, index) => fates[index] === undefined)
    const outcome = JSON.parse(JSON.stringify(database.runGroup(running))) as GroupOutcome
    ledger.committed(running, outcome)
    const done = toOutcomes(running.length, outcome)
    return { outcomes: fates.map((fate) => fate ?? done.shift() ?? { result: undefined }), inbox: outcome.inbox }
  }

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
      isClosed = true
      if (isCommitting || group.length > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
    },
  }
}

function toOutcomes(count: number, { results, refused, failed }: GroupOutcome): Outcome[] {
  // JSON has no undefined: what a command did not find comes back as null.
  const outcomes = Array.from({ length: count }, (_, index): Outcome => ({ result: results[index] ?? undefined }))
  for (const { index, code } of refused) outcomes[index] = { result: undefined, refused: code }
  for (const { index, error } of failed) outcomes[index] = { result: undefined, failed: error }
  return outcomes
}

function answer(one: Waiting, outcome: Outcome | undefined): void {
  if (outcome?.refused !== undefined) one.reject(new LinstaError(outcome.refused as ErrorCode))
  else if (outcome?.failed !== undefined) one.reject(new Error(outcome.failed))
  else one.resolve(outcome?.result)
}

const describe = (name: string, outcome: Outcome | undefined): string =>
  `${name}${outcome?.refused === undefined ? '' : `!${outcome.refused}`}${outcome?.failed === undefined ? '' : '!failed'}`
