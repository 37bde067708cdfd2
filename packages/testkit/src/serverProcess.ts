import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './freePort.ts'

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))

/**
 * Linsta as its users run it: its own process on a data folder, which outlives the process, so that a test can
 * kill it and start it again. `url` stays the same over restarts.
 */
export class ServerProcess {
  /** Everything the running process wrote to stdout and stderr, for messages of failing tests. */
  output = ''
  readonly url: string
  readonly dataFolder: string
  readonly #env: Record<string, string>
  #child: ChildProcess | undefined

  private constructor(port: number, dataFolder: string, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`
    this.dataFolder = dataFolder
    this.#env = { ...env, PORT: String(port), HOST: '127.0.0.1', LINSTA_DATA: dataFolder }
  }

  /** @param options.env added to the process's environment; `dataFolder` defaults to a new temporary one. */
  static async start(options: { env?: Record<string, string>; dataFolder?: string } = {}): Promise<ServerProcess> {
    const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'linsta-')))
    const server = new ServerProcess(await freePort(), dataFolder, options.env ?? {})
    await server.start()
    return server
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('The server is not running')
    return this.#child.pid
  }

  /** Starts the process and resolves once `/readyz` answers 200. Rejects with the output if it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.output = ''
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-100_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The server ended (${child.exitCode ?? child.signalCode}) before it was ready:\n${this.output}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).status === 200
    } catch {
      return false
    }
  }

  /** Sends the signal and resolves with the exit code (null if the signal ended it) once the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }

  /** SIGKILL, then the same folder and port again. */
  async restart(): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Ends the process and deletes its data folder. */
  async remove(): Promise<void> {
    await this.kill()
    await rm(this.dataFolder, { recursive: true, force: true })
  }
}
