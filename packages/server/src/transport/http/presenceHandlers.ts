import type { Presence } from '../../presence/createPresence.ts'
import type { Handlers } from './handlers.ts'

export const createPresenceHandlers = (presence: Presence): Pick<Handlers, 'getStatus'> => ({
  getStatus: ({ actorId, params }) => presence.status({ actorId, ...params }),
})
