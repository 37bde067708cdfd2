import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cores } from './cores.ts'
import { type BenchServer, type ServerKind, startServer } from './servers.ts'

const TMPFS = 0x01021994 // the file system's number in statfs(2)

/** Starts servers for scenarios, each with a data folder of its own, and leaves nothing behind. */
export type Stage = {
  start(kind: ServerKind, nodeFlags?: string[]): Promise<BenchServer>
  /** Ends all servers that were started and deletes their data. */
  clear(): Promise<void>
}

export function createStage(cores: Cores): Stage {
  const folders: string[] = []
  const starting: Promise<BenchServer>[] = []
  return {
    async start(kind, nodeFlags = []) {
      const dataFolder = await mkdtemp(join(await folderOnDisk(), 'linsta-bench-'))
      folders.push(dataFolder)
      const server = startServer(kind, { dataFolder, cores, nodeFlags })
      starting.push(server)
      return server
    },
    async clear() {
      for (const one of await Promise.allSettled(starting.splice(0))) {
        if (one.status === 'fulfilled') await one.value.stop('SIGKILL')
      }
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Where temporary files go, unless that is memory: a commit must reach a disk to cost what it costs. */
async function folderOnDisk(): Promise<string> {
  const isMemory = (await statfs(tmpdir())).type === TMPFS
  return isMemory ? '/var/tmp' : tmpdir()
}
