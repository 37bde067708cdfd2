import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLinkFinder } from './links.ts'

const findLinks = createLinkFinder()
const linksOf = (text: string) => findLinks(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []))

describe('links', () => {
  it('are found in the middle of a text, without its punctuation', () => {
    expect(findLinks('see https://example.org/a?b=1#c, or mail ann@example.org.')).toEqual([
      { text: 'see ' },
      { text: 'https://example.org/a?b=1#c', href: 'https://example.org/a?b=1#c' },
      { text: ', or mail ' },
      { text: 'ann@example.org', href: 'mailto:ann@example.org' },
      { text: '.' },
    ])
  })

  it('are tried by https where no scheme is named, and left as they are where one is', () => {
    expect(linksOf('example.org and http://example.org/')).toEqual([
      ['example.org', 'https://example.org/'],
      ['http://example.org/', 'http://example.org/'],
    ])
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'ftp://example.org/x',
    '//example.org/x',
  ])('%s is none', (text) => {
    for (const [, href] of linksOf(text)) expect(href).toMatch(/^(https?|mailto):/)
    expect(linksOf(text).some(([shown]) => shown === text)).toBe(false)
  })

  it('leave every text whole, and never an address of another scheme', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('https://a.de', 'javascript:', 'data:', 'x@y.org', '//', 'example.org', '\u202e', ' ', ':', '/'),
    )
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('')
        const parts = findLinks(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        for (const { href } of parts)
          if (href !== undefined) expect(new URL(href).protocol).toMatch(/^(https?|mailto):$/)
      }),
    )
  })
})
