import { type LinstaContextValue, useLinstaContext } from '../provider/context.ts'

/** Dates, lists and numbers as the provider's locale writes them. Times are ISO 8601, or milliseconds since 1970. */
export type Formats = {
  /** `14:05` */
  time(at: string): string
  /** `today`, `yesterday`, `Monday`, `3 May`, `3 May 2024` */
  day(at: string): string
  /** For lists: the time of today, else the day in short. */
  short(at: string): string
  /** All of it, for tooltips and screen readers. */
  full(at: string): string
  /** `now`, `5 minutes ago` */
  ago(at: string, now: number): string
  /** `Ann, Bob and Cem` */
  list(names: readonly string[]): string
  /** `Ann, Bob, Cem`, as a title */
  enumeration(names: readonly string[]): string
  number(value: number): string
}

/**
 * @example
 * const { time } = useFormats()
 * <time dateTime={message.createdAt}>{time(message.createdAt)}</time>
 */
export function useFormats(): Formats {
  const context = useLinstaContext()
  const known = made.get(context)
  if (known !== undefined) return known
  const formats = createFormats(context.locale)
  made.set(context, formats)
  return formats
}

/** Once for all components of a provider: the browser takes a millisecond to make them, and a list has 2,000 rows. */
const made = new WeakMap<LinstaContextValue, Formats>()

const DAY_MS = 86_400_000

/** Days from the one to the other by the calendar of this place: midnight, not 24 hours, makes yesterday. */
export function daysBetween(at: Date, now: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((midnight(now) - midnight(at)) / DAY_MS)
}

export function createFormats(locale: string | undefined, now: () => number = Date.now): Formats {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  const time = format({ hour: 'numeric', minute: '2-digit' })
  const weekday = format({ weekday: 'long' })
  const shortWeekday = format({ weekday: 'short' })
  const date = format({ day: 'numeric', month: 'long' })
  const shortDate = format({ day: 'numeric', month: 'short' })
  const dateWithYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const shortDateWithYear = format({ day: 'numeric', month: 'numeric', year: '2-digit' })
  const full = format({ dateStyle: 'full', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const unit = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
  const number = new Intl.NumberFormat(locale)

  function inDays(at: string, styles: { near(days: number): string; weekday: Format; date: Format; withYear: Format }) {
    const then = new Date(at)
    const today = new Date(now())
    const days = daysBetween(then, today)
    if (days < 2) return styles.near(days)
    if (days < 7) return styles.weekday.format(then)
    return then.getFullYear() === today.getFullYear() ? styles.date.format(then) : styles.withYear.format(then)
  }

  return {
    time: (at) => time.format(new Date(at)),
    day: (at) =>
      inDays(at, {
        near: (days) => capitalized(relative.format(-days, 'day'), locale),
        weekday,
        date,
        withYear: dateWithYear,
      }),
    short: (at) =>
      inDays(at, {
        near: (days) => (days < 1 ? time.format(new Date(at)) : capitalized(relative.format(-days, 'day'), locale)),
        weekday: shortWeekday,
        date: shortDate,
        withYear: shortDateWithYear,
      }),
    full: (at) => full.format(new Date(at)),
    ago(at, moment) {
      const seconds = Math.max(0, (moment - Date.parse(at)) / 1_000)
      if (seconds < 60) return relative.format(0, 'second')
      if (seconds < 3_600) return relative.format(-Math.floor(seconds / 60), 'minute')
      if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3_600), 'hour')
      return relative.format(-Math.floor(seconds / 86_400), 'day')
    },
    list: (names) => list.format(names),
    enumeration: (names) => unit.format(names),
    number: (value) => number.format(value),
  }
}

type Format = Pick<Intl.DateTimeFormat, 'format'>

const capitalized = (word: string, locale: string | undefined): string => {
  const [first = ''] = word
  return first.toLocaleUpperCase(locale) + word.slice(first.length)
}
