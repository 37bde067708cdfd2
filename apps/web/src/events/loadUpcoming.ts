import type { Rest } from '@linsta/client/rest'
import type { EventListing } from '../rest/entities.ts'

const PAGE = 100 // events, the most that the server gives at once
const PAGES_MAX = 5 // beyond which nobody plans: the list ends there

/** What is still to come, soonest first. The server lists the latest first, so the soonest are on its last page. */
export async function loadUpcoming(rest: Rest, search: string): Promise<EventListing[]> {
  const events: EventListing[] = []
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { upcoming: 'true', limit: String(PAGE), skip: String(page * PAGE) }
    const more = await rest('listEvents', { query: search === '' ? query : { ...query, search } })
    events.push(...more)
    if (more.length < PAGE) break
  }
  return events.reverse()
}
