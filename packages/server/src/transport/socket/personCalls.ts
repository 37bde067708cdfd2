import { LinstaError } from '@linsta/protocol'
import type { Presence } from '../../presence/createPresence.ts'
import { toIsoTime } from '../../time.ts'
import type { Identity } from '../../tokens.ts'
import { type Audiences, watchersAudience } from './audiences.ts'
import type { CallHandlers } from './calls.ts'
import type { Connection } from './connection.ts'

type PersonCall = 'subscribe_presence' | 'get_privacy' | 'set_privacy' | 'refresh_token'

export function createPersonCalls(parts: {
  presence: Presence
  audiences: Audiences
  authenticate(token: string): Promise<Identity>
}): Pick<CallHandlers, PersonCall> {
  const { presence, audiences, authenticate } = parts
  const watched = new WeakMap<Connection, readonly string[]>()
  return {
    async subscribe_presence(connection, { userIds }) {
      for (const userId of watched.get(connection) ?? []) audiences.leave(watchersAudience(userId), connection)
      watched.set(connection, userIds)
      // First, so that no change falls between: whether one may hear of it is asked when it is told.
      for (const userId of userIds) audiences.enter(watchersAudience(userId), connection)
      return { presence: await presence.read({ actorId: connection.userId, userIds }) }
    },
    async get_privacy({ userId }) {
      return { privacy: presence.getPrivacy({ actorId: userId }) }
    },
    async set_privacy({ userId }, { receipts, invisible }) {
      return { privacy: await presence.setPrivacy({ actorId: userId, receipts, invisible }) }
    },
    async refresh_token(connection, { token }) {
      const identity = await authenticate(token)
      if (identity.userId !== connection.userId) throw new LinstaError('not_your_token')
      connection.expiresAt = identity.expiresAt
      return { expiresAt: toIsoTime(identity.expiresAt) }
    },
  }
}
