import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, Person, ServerProcess } from '@linsta/testkit'
import { ROOT } from './documents.ts'

/** Where the docs say that Linsta is, and on which port an app is that has Linsta inside. */
const LINSTA = 'http://localhost:5000'
const HOST_APP_PORT = /\b3000\b/g

/** A program under way and what it wrote so far, to stdout and to stderr. */
export type Program = { readonly output: string; readonly errors: string }

/**
 * A server with Ada and Ben on it, who share a room, and a folder in which snippets run as readers run them beside an
 * installed Linsta. `<JWT>` and the like are filled in: Ada's, where they name nobody.
 */
export type Stage = {
  readonly url: string
  /** Runs shell commands to their end. @returns what they printed. @throws Error if one fails */
  shell(code: string): Promise<string>
  /** Starts a JavaScript module, which runs on until the stage is cleared. */
  start(code: string): Promise<Program>
  clear(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'linsta-docs-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const server = await ServerProcess.start({ env: { LOG_LEVEL: 'warn' } })
  const blanks = await invite(server.url)
  const hostAppPort = String(await freePort())
  const running: ChildProcess[] = []

  function run(command: string, args: string[]): { child: ChildProcess; program: Program } {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    running.push(child)
    const program = { output: '', errors: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      program.output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      program.errors += chunk.toString()
    })
    return { child, program }
  }

  function fillIn(code: string): string {
    const filled = code.replaceAll(/<([A-Za-z][\w ]*)>/g, (blank, name: string) => {
      const value = blanks[name]
      if (value === undefined) throw new Error(`Nothing is known for ${blank}: say in invite() what it is`)
      return value
    })
    const [foreign] = /https?:\/\/(?!localhost:(5000|3000)\b)[^\s'"]*/.exec(filled.replaceAll(server.url, '')) ?? []
    if (foreign !== undefined) throw new Error(`A snippet would talk to ${foreign}`)
    return filled.replaceAll(LINSTA, server.url).replaceAll(HOST_APP_PORT, hostAppPort)
  }

  return {
    url: server.url,

    async shell(code) {
      const { child, program } = run('bash', ['-euo', 'pipefail', '-c', fillIn(code)])
      await once(child, 'close')
      if (child.exitCode !== 0) throw new Error(`It ended with ${child.exitCode}:\n${program.errors}`)
      return program.output
    },

    async start(code) {
      const file = join(folder, `program${running.length}.mjs`)
      await writeFile(file, fillIn(code))
      return run(process.execPath, [file]).program
    },

    async clear() {
      for (const child of running) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const closed = once(child, 'close')
        child.kill('SIGKILL')
        await closed
      }
      await server.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What `<…>` in the docs stands for. */
async function invite(url: string): Promise<Record<string, string>> {
  const ada = await Person.register(url, 'Ada')
  const ben = await Person.register(url, 'Ben')
  const post = await ada.post('/api/posts', { caption: 'First light' })
  return {
    JWT: ada.token,
    'JWT of Ben': ben.token,
    'id of Ben': ben.id,
    chatRoomId: await ada.roomWith(ben),
    postId: post.body._id,
  }
}
