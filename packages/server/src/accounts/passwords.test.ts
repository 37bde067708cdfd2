import { argon2Sync } from 'node:crypto'
import { LinstaError } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords({ isBounded: true })

/** OWASP: at least 19 MiB, 2 passes, 1 lane. */
const FORM = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/

describe('password hashes', () => {
  it('are argon2id with the parameters of OWASP, a salt of 16 bytes of its own and 32 bytes of key', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
    expect(one).toMatch(FORM)
    expect(two).toMatch(FORM)
    expect(one.split('$')[4]).not.toBe(two.split('$')[4])
    expect(one).not.toContain('horse')
  })

  it('are what argon2id makes of the password', async () => {
    const hash = await passwords.hash('correct horse')
    const [, , , , salt = '', key = ''] = hash.split('$')
    const nonce = Buffer.from(salt, 'base64')
    const made = argon2Sync('argon2id', {
      message: 'correct horse',
      nonce,
      parallelism: 1,
      tagLength: 32,
      memory: 19_456,
      passes: 2,
    })
    expect(Buffer.from(key, 'base64').equals(made)).toBe(true)
  })

  it('tell the right password from others', async () => {
    const hash = await passwords.hash('correct horse')
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    for (const wrong of ['', 'correct horse ', 'Correct horse', 'correct', 'correct horse\0']) {
      expect(await passwords.verify(wrong, hash), wrong).toBe(false)
    }
  })

  it('are of the same password however a keyboard composes it', async () => {
    expect(await passwords.verify('pa\u0308sswo\u0308rter', await passwords.hash('p\u00e4ssw\u00f6rter'))).toBe(true)
  })

  it('are read at the cost they were made at', async () => {
    const nonce = Buffer.alloc(16, 7)
    const options = { message: 'correct horse', nonce, parallelism: 2, tagLength: 32, memory: 1_024, passes: 3 }
    const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
    const older = `$argon2id$v=19$m=1024,t=3,p=2$${base64(nonce)}$${base64(argon2Sync('argon2id', options))}`
    expect(await passwords.verify('correct horse', older)).toBe(true)
    expect(await passwords.verify('another horse', older)).toBe(false)
  })

  it('that are none let nobody in', async () => {
    for (const stored of ['', 'correct horse', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=19456,t=2,p=1$$']) {
      await expect(passwords.verify('correct horse', stored)).rejects.toThrow(/not of argon2id/)
    }
    expect(await passwords.verify('', undefined)).toBe(false)
  })

  it('[P10] are bounded in number under way, where an unknown user counts as well', async () => {
    const waiting = Array.from({ length: 40 }, () =>
      passwords.verify('correct horse', undefined).catch((error: unknown) => error),
    )
    const outcomes = await Promise.all(waiting)
    const refused = outcomes.filter((outcome) => outcome instanceof LinstaError)
    expect(refused).toHaveLength(8)
    for (const error of refused) expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 1_000 })
    expect(await passwords.verify('correct horse', undefined)).toBe(false) // room again once they are done

    const unbounded = createPasswords({ isBounded: false })
    const all = await Promise.all(Array.from({ length: 40 }, () => unbounded.verify('correct horse', undefined)))
    expect(all).toEqual(all.map(() => false))
  })
})
