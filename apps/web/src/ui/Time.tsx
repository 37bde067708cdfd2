const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

/** How long ago something was, and its full date and time for those who point at it. */
export function Time({ at }: { at: string }) {
  const date = new Date(at)
  return (
    <time dir="auto" dateTime={at} title={full.format(date)}>
      {sayAge(date, Date.now())}
    </time>
  )
}

function sayAge(date: Date, now: number): string {
  const ageMs = now - date.getTime()
  if (ageMs < MINUTE_MS) return 'now'
  if (ageMs < HOUR_MS) return relative.format(-Math.floor(ageMs / MINUTE_MS), 'minute')
  if (ageMs < DAY_MS) return relative.format(-Math.floor(ageMs / HOUR_MS), 'hour')
  if (ageMs < WEEK_MS) return relative.format(-Math.floor(ageMs / DAY_MS), 'day')
  return date.getFullYear() === new Date(now).getFullYear() ? day.format(date) : dayAndYear.format(date)
}
