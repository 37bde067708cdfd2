import type { AccountStore } from '../../ports/accountStore.ts'
import type { UserRecord, UserStore } from '../../ports/userStore.ts'
import type { Collections, UserDocument } from './collections.ts'
import { contains } from './textMatch.ts'

/** What the rules read of people and their accounts. */
export function createUserReads({
  users,
  accounts,
}: Pick<Collections, 'users' | 'accounts'>): Pick<UserStore, 'readMany' | 'readPrivacy' | 'search'> &
  Pick<AccountStore, 'findByEmail'> {
  return {
    async readMany(userIds) {
      const known = await users.find({ _id: { $in: [...userIds] } }).toArray()
      const byId = new Map(known.map((user) => [user._id, toRecord(user)]))
      return userIds.map((userId) => byId.get(userId)).filter((user) => user !== undefined)
    },

    async search({ search, exceptUserId, limit, skip }) {
      const found = users.find({ nameFolded: { $gt: '', ...contains(search) }, _id: { $ne: exceptUserId } })
      return (await found.sort({ nameFolded: 1, _id: 1 }).skip(skip).limit(limit).toArray()).map(toRecord)
    },

    async readPrivacy() {
      const hiding = await users.find({ hidesSomething: true }).toArray()
      return new Map(hiding.map(({ _id, privacy }) => [_id, privacy ?? { receipts: true, invisible: false }]))
    },

    async findByEmail(email) {
      const account = await accounts.findOne({ _id: email })
      if (account === null) return undefined
      const user = await users.findOne({ _id: account.userId })
      const { userId, passwordHash } = account
      return { userId, name: user?.name ?? account.name, email, passwordHash }
    },
  }
}

const toRecord = ({ _id, name, email, picture, lastSeenAt }: UserDocument): UserRecord => ({
  userId: _id,
  name: name ?? '',
  email: email ?? null,
  picture: picture ?? null,
  lastSeenAt: lastSeenAt ?? null,
})
