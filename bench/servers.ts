import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Cores } from './cores.ts'

const LINSTA = fileURLToPath(new URL('../packages/server/src/main.ts', import.meta.url))
const RELAY = fileURLToPath(new URL('./relay.ts', import.meta.url))
const START_MAX_MS = 20_000
const TICK_MS = 10 // of /proc/<pid>/stat: Linux counts user time in 1/100 s on every architecture that Node runs on

export const JWT_SECRET = 'a secret of the benchmark, of no use elsewhere'

/** Flags of Node that `collectGarbage` needs. */
export const COLLECTING = ['--expose-gc', `--import=${new URL('./collectOnSignal.ts', import.meta.url)}`]

export type ServerKind = 'linsta' | 'relay'

/** A server in a process of its own. */
export type BenchServer = {
  kind: ServerKind
  url: string
  /** Processor time of all its threads since it started, user and system, in milliseconds. */
  cpuMs(): number
  /** Resident memory, in bytes. */
  memoryBytes(): number
  /** Asks for it; needs the flags `COLLECTING`, and ends a process without them. */
  collectGarbage(): void
  /** Sends the signal and resolves once the process is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * Starts a server on a free port; Linsta as its users do. Resolves once it listens.
 * @param options.nodeFlags of its process, such as `--cpu-prof`
 */
export async function startServer(
  kind: ServerKind,
  options: { dataFolder: string; cores: Cores; nodeFlags?: string[] },
): Promise<BenchServer> {
  const { dataFolder, cores, nodeFlags = [] } = options
  const [command = '', ...args] = cores.onServerCore([
    process.execPath,
    ...nodeFlags,
    kind === 'linsta' ? LINSTA : RELAY,
  ])
  const child = spawn(command, args, {
    // Nothing of the caller's environment: NODE_ENV, MONGODB_URL and their like would change what is measured.
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOST: '127.0.0.1',
      LINSTA_DATA: dataFolder,
      LINSTA_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      JWT_SECRET,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await untilListening(child)
  const pid = child.pid
  return {
    kind,
    url,
    cpuMs() {
      // The second field is the command's name in brackets and may hold spaces; utime and stime are fields 14 and 15.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS
    },
    memoryBytes() {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) * 1024
    },
    collectGarbage() {
      child.kill('SIGUSR2')
    },
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    },
  }
}

/** The url that the process prints. Rejects with its output if it ends before, or prints none in time. */
function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (what: string) => {
      child.kill('SIGKILL')
      reject(new Error(`A server ${what}:\n${output}`))
    }
    const timer = setTimeout(() => fail(`did not listen within ${START_MAX_MS} ms`), START_MAX_MS)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended (${code ?? signal})`)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const [, port] = /http:\/\/localhost:(\d+)/.exec(output) ?? []
      if (port === undefined) return
      clearTimeout(timer)
      resolve(`http://127.0.0.1:${port}`)
    })
    // What goes wrong later is for the person who watches.
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      process.stderr.write(chunk)
    })
  })
}
