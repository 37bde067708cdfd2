import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { atMost, isoTime, link, linstaId, optionalText, pageQuery, requiredText, URL_MAX, userId } from './fields.ts'

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

describe('lengths', () => {
  it('count UTF-16 units, of which an emoji is two or more', () => {
    expect(atMost(4)('👩👩')).toBe(true)
    expect(atMost(3)('👩👩')).toBe(false)
    const text = requiredText('text', 'missing', 4)
    expect(takes(text, '👩👩')).toBe(true)
    expect(takes(text, '👩👩👩')).toBe(false) // three code points, six units
    expect(takes(optionalText('text', 4), '👩👩👩')).toBe(false)
    expect(takes(userId('userId'), '👩'.repeat(64))).toBe(true)
    expect(takes(userId('userId'), '👩'.repeat(65))).toBe(false)
    expect(takes(link('url'), `/${'👩'.repeat(URL_MAX / 2)}`)).toBe(false)
  })

  it('count what is left after trimming', () => {
    const text = requiredText('text', 'missing', 4)
    expect(text.parse('\n  four \u00a0\t')).toBe('four')
    expect(takes(text, ' \u2003\u00a0\ufeff\n ')).toBe(false)
  })
})

describe('text', () => {
  const text = requiredText('text', 'Text is required', 100)

  it('is made well-formed: no lone surrogate is stored', () => {
    expect(text.parse('a\ud800b')).toBe('a\ufffdb')
    expect(text.parse('\udc00')).toBe('\ufffd')
    expect(text.parse('👩')).toBe('👩')
    expect(optionalText('text', 100).parse('a\ud800')).toBe('a\ufffd')
  })

  it.each([undefined, null, 7, true, {}, ['a'], '', '   '])('that is required is not %j', (value) => {
    expect(text.safeParse(value).error?.issues[0]?.message).toBe('Text is required')
  })

  it('may be left out where it is optional, and null counts as that', () => {
    expect(optionalText('text', 4).parse(undefined)).toBeUndefined()
    expect(optionalText('text', 4).parse(null)).toBeUndefined()
    expect(optionalText('text', 4).safeParse(7).error?.issues[0]?.message).toBe('text must be a string')
  })
})

describe('ids', () => {
  it('of Linsta are 24 hexadecimal characters, lower case after parsing', () => {
    expect(linstaId('id').parse('507F1F77BCF86CD799439011')).toBe('507f1f77bcf86cd799439011')
  })

  it.each([undefined, null, 7, {}, '', 'f'.repeat(23), 'f'.repeat(25), `${'f'.repeat(23)}g`, `${'f'.repeat(24)}\n`])(
    'of Linsta are not %j',
    (value) => expect(takes(linstaId('id'), value)).toBe(false),
  )

  it.each(['42', 'auth0|abc', ' ', '__proto__', 'Ünï', '👩‍🚀', 'u'.repeat(128)])('of users are opaque: %s', (id) => {
    expect(userId('userId').parse(id)).toBe(id)
  })

  it.each([undefined, null, 42, '', 'u'.repeat(129), '\ud800', 'a\udc00', ['a'], {}])('of users are not %j', (id) => {
    expect(takes(userId('userId'), id)).toBe(false)
  })
})

describe('links', () => {
  it.each([
    'https://example.org',
    'HTTP://example.org/a?b#c',
    '/uploads/a.jpg',
    '/',
    `/${'a'.repeat(URL_MAX - 1)}`,
    ' /a ',
  ])('are http, https or a path: %s', (url) => expect(link('url').parse(url)).toBe(url.trim()))

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/a',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    'https:elsewhere.example',
    'https://',
    'http://[',
    'example.org',
    'a.jpg',
    '',
    `/${'a'.repeat(URL_MAX)}`,
    7,
    null,
    undefined,
  ])('are nothing else: %j', (url) => expect(takes(link('url'), url)).toBe(false))

  // Browsers drop tabs and line breaks inside addresses before they read them.
  it.each(['/\t/elsewhere.example', '/\n\\elsewhere.example', '/\r/elsewhere.example'])(
    'are no path that a browser reads as another site: %j',
    (url) => expect(takes(link('url'), url)).toBe(false),
  )
})

describe('pages', () => {
  const page = z.object(pageQuery(20, 100))

  it('are the standard one where nothing is said, and cut to the maximum', () => {
    expect(page.parse({})).toEqual({ limit: 20, skip: 0 })
    expect(page.parse({ limit: '1', skip: '0' })).toEqual({ limit: 1, skip: 0 })
    expect(page.parse({ limit: '101', skip: '999999999999999' })).toEqual({ limit: 100, skip: 999_999_999_999_999 })
  })

  it.each(['0', '-1', '1.5', '1e3', '0x10', '', ' 1', '1 ', 'ten', '٣', '9'.repeat(16), ['1', '2'], { a: '1' }, null])(
    'have no limit of %j',
    (limit) => expect(takes(page, { limit })).toBe(false),
  )

  it.each(['-1', '1.5', 'NaN', '', '9'.repeat(16), ['0']])('have no skip of %j', (skip) => {
    expect(takes(page, { skip })).toBe(false)
  })
})

describe('times', () => {
  it('are ISO 8601 in UTC with milliseconds', () => {
    expect(takes(isoTime, new Date(0).toISOString())).toBe(true)
    for (const time of ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000+00:00', '1970-01-01', 0]) {
      expect(takes(isoTime, time), String(time)).toBe(false)
    }
  })
})
