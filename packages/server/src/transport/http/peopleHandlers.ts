import type { People } from '../../people.ts'
import type { Handlers } from './handlers.ts'

export const createPeopleHandlers = (people: People): Pick<Handlers, 'searchPeople' | 'getProfile' | 'setProfile'> => ({
  searchPeople: ({ actorId, query: { search, limit, skip } }) => people.search({ actorId, search, limit, skip }),
  getProfile: ({ actorId }) => people.getProfile({ actorId }),
  setProfile: ({ actorId, body: { name, picture } }) => people.setProfile({ actorId, name, picture }),
})
