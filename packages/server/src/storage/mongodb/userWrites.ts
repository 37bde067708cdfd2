import { LinstaError } from '@linsta/protocol'
import type { AccountStore } from '../../ports/accountStore.ts'
import { foldText } from '../../ports/foldText.ts'
import type { UserStore } from '../../ports/userStore.ts'
import type { CallOrder } from './callOrder.ts'
import type { Collections, UserDocument } from './collections.ts'
import { isDuplicate } from './errors.ts'

type Context = Pick<Collections, 'users' | 'accounts'> & { callOrder: CallOrder }

/** The writes of people and their accounts. */
export function createUserWrites({ users, accounts, callOrder }: Context) {
  const inOrder = <Result>(userId: string, task: () => Promise<Result>) => callOrder.run([`user ${userId}`], task)

  async function set(userId: string, fields: Partial<Omit<UserDocument, '_id'>>): Promise<void> {
    await twice(() => users.updateOne({ _id: userId }, { $set: fields }, { upsert: true }))
  }

  /** People are known from first sight. */
  async function ensure(userIds: Iterable<string>): Promise<void> {
    const upserts = [...new Set(userIds)].map((_id) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: { name: '' } }, upsert: true },
    }))
    await twice(() => users.bulkWrite(upserts, { ordered: false }))
  }

  const setProfile: UserStore['setProfile'] = ({ userId, name, picture }) =>
    inOrder(userId, async () => {
      const named = name === undefined ? {} : { name, nameFolded: foldText(name) }
      const pictured = picture === undefined ? {} : { picture }
      if (name === undefined) await ensure([userId])
      if (name !== undefined || picture !== undefined) await set(userId, { ...named, ...pictured })
    })

  const setPrivacy: UserStore['setPrivacy'] = ({ userId, receipts, invisible }) =>
    inOrder(userId, () => set(userId, { privacy: { receipts, invisible }, hidesSomething: !receipts || invisible }))

  async function recordLastSeen({ userIds, at }: { userIds: readonly string[]; at: number }): Promise<void> {
    if (userIds.length === 0) return
    const upserts = [...new Set(userIds)].map((_id) => ({
      updateOne: { filter: { _id }, update: { $max: { lastSeenAt: at } }, upsert: true },
    }))
    await twice(() => users.bulkWrite(upserts, { ordered: false }))
  }

  /**
   * The account takes the email, then its owner is named after it. Whoever asks for them in between finds what the
   * account says; a crash leaves an account that works, and whose owner is named at the next attempt to make it.
   */
  const createAccount: AccountStore['create'] = (account) =>
    inOrder(account.userId, async () => {
      const { userId, name, email, passwordHash, at } = account
      try {
        await accounts.insertOne({ _id: email, userId, name, passwordHash, createdAt: at })
      } catch (error) {
        if (!isDuplicate(error)) throw error
        await nameOwner(email)
        throw new LinstaError('user_exists')
      }
      await set(userId, { name, nameFolded: foldText(name), email })
    })

  async function nameOwner(email: string): Promise<void> {
    const account = await accounts.findOne({ _id: email })
    if (account === null) return
    const { userId, name } = account
    const owner = await users.findOne({ _id: userId })
    if (owner?.email === undefined) await set(userId, { name, nameFolded: foldText(name), email })
  }

  return { ensure, setProfile, setPrivacy, recordLastSeen, createAccount }
}

export type UserWrites = ReturnType<typeof createUserWrites>

/** Two that add one document at once can both find it missing; by the second attempt it is there. */
async function twice<Result>(upsert: () => Promise<Result>): Promise<Result> {
  try {
    return await upsert()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return upsert()
  }
}
