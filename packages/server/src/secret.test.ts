import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkSecret, readGeneratedSecret } from './secret.ts'

describe('a secret that somebody chose', () => {
  it.each([
    ['7b0c1d5e9f3a4b2c8d6e7f1a0b9c3d5e', true],
    ['7b0c1d5e9f3a4b2c8d6e7f1a0b9c3d5', false],
    ['short', false],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
    ['your-256-bit-secret-your-256-bit-secret', false],
    ['change-me-change-me-change-me-change-me', false],
    ['0123456789abcdef0123456789abcdef', false],
  ])('in production, %s: %s', (secret, isTaken) => {
    const check = () => checkSecret({ secret, isProduction: true })
    if (isTaken) expect(check()).toBe(secret)
    else expect(check).toThrow(/^JWT_SECRET is too short or well-known\. Set at least 32 random characters/)
    expect(checkSecret({ secret, isProduction: false })).toBe(secret)
  })

  it('is never empty: anybody could sign with that', () => {
    for (const isProduction of [true, false]) {
      expect(() => checkSecret({ secret: '', isProduction })).toThrow(/^JWT_SECRET is empty\./)
    }
  })

  it('is not repeated by the sentence that refuses it', () => {
    expect(() => checkSecret({ secret: 'hunter2', isProduction: true })).not.toThrow(/hunter2/)
  })
})

describe('a secret that Linsta makes', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'linsta-secret-'))
    file = join(folder, 'jwt-secret')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is 64 hexadecimal characters that its owner alone can read, the same at every start, and nothing beside it', () => {
    const secret = readGeneratedSecret(folder)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(readFileSync(file, 'utf8')).toBe(secret)
    if (process.platform !== 'win32') expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(readGeneratedSecret(folder)).toBe(secret)
    expect(readdirSync(folder)).toEqual(['jwt-secret'])
  })

  it('is another one in another folder', () => {
    const other = mkdtempSync(join(tmpdir(), 'linsta-secret-'))
    expect(readGeneratedSecret(other)).not.toBe(readGeneratedSecret(folder))
    rmSync(other, { recursive: true })
  })

  it.each([
    ['empty', ''],
    ['cut off', 'ab'.repeat(20)],
    ['zeros of a file system that lost the content', '\0'.repeat(64)],
    ['something else', 'hunter2'],
  ])('is refused when its file is damaged (%s), and the file is left as it is', (_what, content) => {
    writeFileSync(file, content)
    const read = () => readGeneratedSecret(folder)
    expect(read).toThrow(`${file} does not hold the secret that Linsta made. Restore it from a backup, or delete it`)
    expect(read).not.toThrow(/hunter2/)
    expect(readFileSync(file, 'utf8')).toBe(content)
  })

  it('is refused when its file cannot be read', () => {
    mkdirSync(file)
    expect(() => readGeneratedSecret(folder)).toThrow(/^The secret of the data folder cannot be read: /)
  })

  it('is made anew when a crash left a draft, which may be anything', () => {
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'somebody else’s')
    symlinkSync(elsewhere, `${file}.new`)
    const secret = readGeneratedSecret(folder)
    expect(readFileSync(file, 'utf8')).toBe(secret)
    expect(readFileSync(elsewhere, 'utf8')).toBe('somebody else’s')
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  })
})
