const DAY_MS = 24 * 60 * 60 * 1000

/**
 * When an event is, in milliseconds since 1970: its place in lists, and the last moment at which it is upcoming. Every
 * store uses this one function, so that they cannot disagree.
 * @param date an ISO 8601 date, which is that whole day in UTC, or a date-time, in UTC where it names no offset
 */
export function readEventDate(date: string): { startsAt: number; upcomingUntil: number } {
  const isWholeDay = !date.includes('T')
  // Without an offset a date-time would be read in the zone of whatever machine runs this.
  const startsAt = Date.parse(isWholeDay || /(Z|[+-]\d\d:\d\d)$/.test(date) ? date : `${date}Z`)
  return { startsAt, upcomingUntil: isWholeDay ? startsAt + DAY_MS - 1 : startsAt }
}
