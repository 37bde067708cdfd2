import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId, newUserId, type OpenStorage, useStorage } from './kit.ts'

/** What any storage must hold to about accounts. */
export function describeAccounts(open: OpenStorage): void {
  describe('accounts', () => {
    const storage = useStorage(open)
    const newAccount = (about: { userId?: string; name?: string; email?: string } = {}) => ({
      userId: newId(),
      name: 'Zwölf 🥊',
      email: `${newId()}@example.org`,
      passwordHash: `$argon2id$${newId()}`,
      ...about,
    })
    const create = (account: ReturnType<typeof newAccount>) => storage().accounts.create({ ...account, at: NOON })

    it('finds an account as it was made, by its email, and its owner as a user', async () => {
      const account = newAccount()
      expect(await storage().accounts.findByEmail(account.email)).toBeUndefined()
      await create(account)
      expect(await storage().accounts.findByEmail(account.email)).toEqual(account)
      const { userId, name, email } = account
      expect(await storage().users.readMany([userId])).toEqual([
        { userId, name, email, picture: null, lastSeenAt: null },
      ])
    })

    it('finds no other account', async () => {
      const account = newAccount({ email: `a_%${newId()}@example.org` })
      await create(account)
      for (const email of ['', account.email.slice(1), `${account.email} `, account.email.replace('_', 'x')]) {
        expect(await storage().accounts.findByEmail(email)).toBeUndefined()
      }
    })

    it('keeps what is known of somebody who gets an account', async () => {
      const userId = newUserId('seen')
      await storage().users.recordLastSeen({ userIds: [userId], at: NOON })
      const account = newAccount({ userId })
      await create(account)
      const { name, email } = account
      expect(await storage().users.readMany([userId])).toEqual([
        { userId, name, email, picture: null, lastSeenAt: NOON },
      ])
    })

    it('refuses a second account of an email, and keeps nothing of it', async () => {
      const first = newAccount()
      await create(first)
      const second = newAccount({ email: first.email, name: 'Somebody else' })
      await expectRefusal(create(second), 'user_exists')
      await expectRefusal(create({ ...second, userId: first.userId }), 'user_exists')
      expect(await storage().accounts.findByEmail(first.email)).toEqual(first)
      expect(await storage().users.readMany([second.userId])).toEqual([])
      expect(await storage().users.readMany([first.userId])).toMatchObject([{ name: first.name }])
    })

    it('makes one account of many that are made of one email at once', async () => {
      const { email } = newAccount()
      const attempts = Array.from({ length: 20 }, (_, index) => newAccount({ email, name: `Person ${index}` }))
      const outcomes = await Promise.allSettled(attempts.map(create))
      const made = attempts.filter((_, index) => outcomes[index]?.status === 'fulfilled')
      expect(made).toHaveLength(1)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'user_exists' })
      }
      expect(await storage().accounts.findByEmail(email)).toEqual(made[0])
      const known = await storage().users.readMany(attempts.map(({ userId }) => userId))
      expect(known.map(({ userId }) => userId)).toEqual([made[0]?.userId])
    })
  })
}
