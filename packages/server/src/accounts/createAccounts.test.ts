import { LinstaError } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import type { AccountStore } from '../ports/accountStore.ts'
import { createAccounts } from './createAccounts.ts'

const ann = { name: 'Ann', email: 'ann@example.org', password: 'correct horse' }

/** Accounts in memory, with passwords that are hashed by being turned round, and what was asked of them. */
function createPlay() {
  const stored = new Map<string, Parameters<AccountStore['create']>[0]>()
  const asked: { call: 'hash' | 'verify'; password: string; hash?: string | undefined }[] = []
  const turnRound = (password: string) => [...password].reverse().join('')
  let ids = 0
  const accounts = createAccounts({
    accounts: {
      findByEmail: async (email) => stored.get(email),
      async create(account) {
        if (stored.has(account.email)) throw new LinstaError('user_exists')
        stored.set(account.email, account)
      },
    },
    tokens: {
      sign: async ({ userId, email }) => `token of ${userId} ${email}`,
      verify: () => Promise.reject(new Error('nobody asks')),
    },
    passwords: {
      async hash(password) {
        asked.push({ call: 'hash', password })
        return turnRound(password)
      },
      async verify(password, hash) {
        asked.push({ call: 'verify', password, hash })
        return turnRound(password) === hash
      },
    },
    clock: { now: () => 7 },
    ids: { next: () => String(++ids) },
  })
  return { accounts, asked, stored }
}

describe('accounts', () => {
  it('store the hash, never the password, and answer neither', async () => {
    const { accounts, stored } = createPlay()
    const answer = await accounts.register(ann)
    expect(answer).toEqual({ token: 'token of 1 ann@example.org', user: { id: '1', name: ann.name, email: ann.email } })
    expect(stored.get(ann.email)).toEqual({
      userId: '1',
      name: 'Ann',
      email: 'ann@example.org',
      passwordHash: 'esroh tcerroc',
      at: 7,
    })
  })

  it('let in by the right password alone', async () => {
    const { accounts } = createPlay()
    const registered = await accounts.register(ann)
    expect(await accounts.login(ann)).toEqual(registered)
    await expect(accounts.login({ ...ann, password: 'esroh tcerroc' })).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
  })

  it('spend one hash on an unknown email as well, and answer it alike', async () => {
    const { accounts, asked } = createPlay()
    await accounts.register(ann)
    asked.length = 0
    const refusals = await Promise.all(
      [ann.email, 'nobody@example.org'].map((email) =>
        accounts.login({ email, password: 'wrong' }).catch((error: LinstaError) => error),
      ),
    )
    expect(asked.map(({ call, password }) => ({ call, password }))).toEqual([
      { call: 'verify', password: 'wrong' },
      { call: 'verify', password: 'wrong' },
    ])
    expect(asked.map(({ hash }) => hash)).toEqual(['esroh tcerroc', undefined])
    expect(refusals.map((error) => (error as LinstaError).code)).toEqual(['invalid_credentials', 'invalid_credentials'])
  })

  it('are one an email, also when many register at once, and a taken one keeps its password', async () => {
    const { accounts } = createPlay()
    const tries = Array.from({ length: 5 }, (_, index) => ({ ...ann, password: `password ${index}` }))
    const outcomes = await Promise.allSettled(tries.map((registration) => accounts.register(registration)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', ...Array(4).fill('rejected')])
    await expect(accounts.register({ ...ann, password: 'takes over' })).rejects.toMatchObject({ code: 'user_exists' })
    const logins = await Promise.allSettled([...tries, { ...ann, password: 'takes over' }].map(accounts.login))
    expect(logins.map(({ status }) => status)).toEqual([...outcomes.map(({ status }) => status), 'rejected'])
  })
})
