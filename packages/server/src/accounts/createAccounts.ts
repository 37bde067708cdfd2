import { LinstaError, type Login, type Registration, type SignedIn } from '@linsta/protocol'
import type { AccountStore } from '../ports/accountStore.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Tokens } from '../tokens.ts'
import type { Passwords } from './passwords.ts'

/** Accounts by email and password, for those who use ours. */
export function createAccounts(parts: {
  accounts: AccountStore
  tokens: Tokens
  passwords: Passwords
  clock: Clock
  ids: Ids
}) {
  const { accounts, tokens, passwords, clock, ids } = parts

  async function signIn(account: { userId: string; name: string; email: string }): Promise<SignedIn> {
    const { userId, name, email } = account
    return { token: await tokens.sign({ userId, email }), user: { id: userId, name, email } }
  }

  return {
    /** @throws LinstaError `user_exists`, `rate_limited` */
    async register({ name, email, password }: Registration): Promise<SignedIn> {
      if ((await accounts.findByEmail(email)) !== undefined) throw new LinstaError('user_exists')
      const passwordHash = await passwords.hash(password)
      const account = { userId: ids.next(), name, email, passwordHash }
      await accounts.create({ ...account, at: clock.now() })
      return signIn(account)
    },

    /** The same answer, and the same time, for an unknown email. @throws LinstaError `invalid_credentials`, `rate_limited` */
    async login({ email, password }: Login): Promise<SignedIn> {
      const account = await accounts.findByEmail(email)
      const isRight = await passwords.verify(password, account?.passwordHash)
      if (account === undefined || !isRight) throw new LinstaError('invalid_credentials')
      return signIn(account)
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>
