import { describe, expect, it } from 'vitest'
import { createFormats, daysBetween } from './useFormats.ts'

const NOW = new Date(2026, 4, 14, 0, 5)
const formats = createFormats('en-GB', () => NOW.getTime())
const at = (...date: [number, number, number, number?, number?]) => new Date(...date).toISOString()

describe('dates', () => {
  it.each([
    [at(2026, 4, 14, 0, 1), 'Today', '0:01'],
    [at(2026, 4, 13, 23, 59), 'Yesterday', 'Yesterday'],
    [at(2026, 4, 11), 'Monday', 'Mon'],
    [at(2026, 4, 2), '2 May', '2 May'],
    [at(2024, 4, 2), '2 May 2024', '02/05/24'],
  ])('%s is a day and a short form', (time, day, short) => {
    expect(formats.day(time)).toBe(day)
    expect(formats.short(time)).toBe(short)
  })

  it('count days by midnights, also over a change of the clock', () => {
    expect(daysBetween(new Date(2026, 2, 28, 23, 59), new Date(2026, 2, 29, 0, 1))).toBe(1)
    expect(daysBetween(new Date(2026, 2, 29, 0, 1), new Date(2026, 2, 30, 0, 0))).toBe(1)
    expect(daysBetween(new Date(2026, 9, 25, 0, 0), new Date(2026, 9, 25, 23, 59))).toBe(0)
  })

  it('say how long ago in the largest unit that fits', () => {
    const before = (seconds: number) =>
      formats.ago(new Date(NOW.getTime() - seconds * 1_000).toISOString(), NOW.getTime())
    expect(before(-5)).toBe('now')
    expect(before(59)).toBe('now')
    expect(before(60)).toBe('1 minute ago')
    expect(before(7_200)).toBe('2 hours ago')
    expect(before(86_400 * 3)).toBe('3 days ago')
  })

  it('follow the locale', () => {
    const german = createFormats('de', () => NOW.getTime())
    expect(german.day(at(2026, 4, 13))).toBe('Gestern')
    expect(german.list(['Ann', 'Bob', 'Cem'])).toBe('Ann, Bob und Cem')
  })
})
