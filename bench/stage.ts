import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cores } from './cores.ts'
import { type BenchServer, type ServerKind, startServer } from './servers.ts'

const TMPFS = 0x01021994 // the file system's number in statfs(2)

/** Starts servers for scenarios, each with a data folder of its own, and leaves nothing behind. */
export type Stage = {
  /** @throws Error after `close()` */
  start(kind: ServerKind, nodeFlags?: string[]): Promise<BenchServer>
  /** Ends all servers that were started and deletes their data. */
  clear(): Promise<void>
  /** Clears, and starts nothing any more: Ctrl+C comes while scenarios go on. */
  close(): Promise<void>
}

type Play = { server: BenchServer; dataFolder: string }

export function createStage(cores: Cores): Stage {
  const plays: Promise<Play>[] = []
  let clearing = Promise.resolve()
  let isClosed = false

  async function open(kind: ServerKind, nodeFlags: string[]): Promise<Play> {
    const dataFolder = await mkdtemp(join(await folderOnDisk(), 'linsta-bench-'))
    try {
      return { server: await startServer(kind, { dataFolder, cores, nodeFlags }), dataFolder }
    } catch (error) {
      await rm(dataFolder, { recursive: true, force: true })
      throw error
    }
  }

  async function end(play: Promise<Play>): Promise<void> {
    const opened = await play.catch(() => undefined) // who started it was told
    if (opened === undefined) return
    await opened.server.stop('SIGKILL')
    await rm(opened.dataFolder, { recursive: true, force: true })
  }

  const stage: Stage = {
    async start(kind, nodeFlags = []) {
      if (isClosed) throw new Error('Nothing is started any more')
      const play = open(kind, nodeFlags)
      plays.push(play)
      return (await play).server
    },

    clear() {
      clearing = clearing.then(async () => {
        for (const play of plays.splice(0)) await end(play)
      })
      return clearing
    },

    close() {
      isClosed = true
      return stage.clear()
    },
  }
  return stage
}

/** Where temporary files go, unless that is memory: a commit must reach a disk to cost what it costs. */
async function folderOnDisk(): Promise<string> {
  const isMemory = (await statfs(tmpdir())).type === TMPFS
  return isMemory ? '/var/tmp' : tmpdir()
}
