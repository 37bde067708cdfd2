import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './documents.ts'

describe('npm start', () => {
  let parent: string
  let npm: ChildProcess | undefined
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'linsta-start-'))
  })
  afterEach(async () => {
    // npm, its shell and the server are one group of processes.
    if (npm?.pid !== undefined && npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid, 'SIGKILL')
    await rm(parent, { recursive: true, force: true })
  })

  it('comes up where there was nothing, says where it is and what to do next, and stops on SIGTERM', async () => {
    const dataFolder = join(parent, 'not', 'there', 'yet')
    const started = spawn('npm', ['start'], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LINSTA_DATA: dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    npm = started
    let output = ''
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    }
    await expect.poll(() => output, { timeout: 20_000 }).toContain('Ctrl+C')

    const [, url = ''] = /Open +(http:\/\/localhost:\d+)/.exec(output) ?? []
    expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/readyz`)).status, output).toBe(200)
    expect(output).toContain(dataFolder)
    expect(output).toMatch(/Next +\S+/)
    expect(await readdir(dataFolder)).toContain('linsta.db')

    const closed = once(started, 'close')
    if (started.pid !== undefined) process.kill(-started.pid, 'SIGTERM')
    await closed
    await expect(fetch(`${url.replace('localhost', '127.0.0.1')}/readyz`)).rejects.toThrow()
  })
})
