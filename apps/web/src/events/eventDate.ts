const month = new Intl.DateTimeFormat(undefined, { month: 'short' })
const wholeDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})

/** A day without a time is that day wherever one is, not midnight in Greenwich. */
const toDate = (date: string): Date => new Date(date.length === 10 ? `${date}T00:00` : date)

export const leafOf = (date: string): { month: string; day: string } => ({
  month: month.format(toDate(date)),
  day: String(toDate(date).getDate()),
})

/** `Thursday, 3 December 2026 at 19:00`, or what of it is known. */
export function sayWhen({ date, time }: { date?: string | undefined; time?: string | undefined }): string {
  if (date === undefined) return time ?? 'Date to be announced'
  const day = date.length === 10 ? wholeDay.format(toDate(date)) : dayAndTime.format(toDate(date))
  return time === undefined ? day : `${day}, ${time}`
}
