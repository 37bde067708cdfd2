import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Person, ServerProcess } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))

describe('the settings that keep people safe', () => {
  let dataFolder: string
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'linsta-secret-'))
  })
  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }))

  /** What the process says when it does not start, and its exit code. */
  async function refusal(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LINSTA_DATA: dataFolder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
        if (said.includes('Linsta is running')) child.kill()
      })
    }
    const [code] = await once(child, 'close')
    return { code, said }
  }

  it('a secret is made at the first start, for the owner alone, and tokens live on after a restart', async () => {
    const server = await ServerProcess.start({ dataFolder, env: { NODE_ENV: 'production' } })
    try {
      const ann = await Person.register(server.url, 'Ann')
      const file = join(dataFolder, 'jwt-secret')
      const secret = readFileSync(file, 'utf8')
      expect(secret).toMatch(/^[0-9a-f]{64}$/)
      expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
      await server.restart()
      expect(readFileSync(file, 'utf8')).toBe(secret)
      expect((await ann.get('/api/chat/rooms')).status).toBe(200)
      await ann.connect()
      ann.leave()
      expect(server.output).not.toContain(secret)
    } finally {
      await server.kill()
    }
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a short secret',
      { JWT_SECRET: 'x7Gq2', NODE_ENV: 'production' },
      /JWT_SECRET is too short or well-known\. Set at/,
    ],
    ['a well-known secret', { JWT_SECRET: 'your-256-bit-secret-your-256-bit', NODE_ENV: 'production' }, /well-known/],
    ['an empty secret', { JWT_SECRET: '' }, /JWT_SECRET must not be empty/],
    [
      'no limits',
      { LINSTA_LIMITS: 'off', NODE_ENV: 'production' },
      /LINSTA_LIMITS=off is for load tests: it is refused/,
    ],
    ['a setting that is wrong', { TOKEN_TTL: 'never' }, /TOKEN_TTL must be a number and a unit/],
  ])('with %s it does not start, and says in a sentence why', async (_what, env, sentence) => {
    const { code, said } = await refusal(env)
    expect(code).toBe(1)
    expect(said).toMatch(/^\nLinsta did not start\. [^\n]/)
    expect(said).toMatch(sentence)
    expect(said).not.toMatch(/\n\s+at /) // a sentence, not a stack
    if (env.JWT_SECRET) expect(said).not.toContain(env.JWT_SECRET)
  })

  it('with a secret file that a crash left empty it does not start, where anybody could sign tokens', async () => {
    writeFileSync(join(dataFolder, 'jwt-secret'), '')
    const { code, said } = await refusal({})
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('does not hold the secret that Linsta made'),
    })
    expect(said).toContain(join(dataFolder, 'jwt-secret'))
  })
})
