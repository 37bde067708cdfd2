import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const TASKSET = 'taskset' // of util-linux
const SERVER_CORE = '0'
const GENERATOR_CORE = '1'

/** Where the servers and this process, the generator, run. */
export type Cores = {
  arePinned: boolean
  /** The command line that runs `command` on the servers' core. */
  onServerCore(command: string[]): string[]
}

/** Moves this process to the generator's core; where `taskset` is missing or not allowed to, nothing is pinned. */
export function takeCores(): Cores {
  const canPin = availableParallelism() > 1 && isAllowed(['--cpu-list', SERVER_CORE, 'true'])
  const arePinned = canPin && isAllowed(['--all-tasks', '--cpu-list', '--pid', GENERATOR_CORE, String(process.pid)])
  return {
    arePinned,
    onServerCore: (command) => (arePinned ? [TASKSET, '--cpu-list', SERVER_CORE, ...command] : command),
  }
}

const isAllowed = (args: string[]): boolean => spawnSync(TASKSET, args, { stdio: 'ignore' }).status === 0
