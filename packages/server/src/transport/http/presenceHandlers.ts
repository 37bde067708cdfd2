import type { Presence } from '../../presence/createPresence.ts'
import type { Handlers } from './handlers.ts'

type PresenceRoute = 'getStatus' | 'getPresence' | 'getPrivacy' | 'setPrivacy'

export const createPresenceHandlers = (presence: Presence): Pick<Handlers, PresenceRoute> => ({
  getStatus: ({ actorId, params }) => presence.status({ actorId, ...params }),
  async getPresence({ actorId, body }) {
    return { presence: await presence.read({ actorId, ...body }) }
  },
  async getPrivacy({ actorId }) {
    return presence.getPrivacy({ actorId })
  },
  setPrivacy: ({ actorId, body: { receipts, invisible } }) => presence.setPrivacy({ actorId, receipts, invisible }),
})
