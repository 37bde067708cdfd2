import type { People } from '../../people.ts'
import type { Handlers } from './handlers.ts'

/** What one sees of oneself. */
export const createProfileHandlers = (people: People): Pick<Handlers, 'getProfile'> => ({
  getProfile: ({ actorId }) => people.getProfile({ actorId }),
})

/** Finding others by name, and changing one's own: where no host has people and profiles of its own. */
export const createPeopleHandlers = (people: People): Pick<Handlers, 'searchPeople' | 'setProfile'> => ({
  searchPeople: ({ actorId, query: { search, limit, skip } }) => people.search({ actorId, search, limit, skip }),
  setProfile: ({ actorId, body: { name, picture } }) => people.setProfile({ actorId, name, picture }),
})
