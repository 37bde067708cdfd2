import { LinkifyIt } from 'linkify-it'

/** A stretch of a message's text: plain, or a link whose address is safe to open. */
export type TextPart = { text: string; href?: string }

const SAFE = new Set(['http:', 'https:', 'mailto:'])

/**
 * Finds the links of a text. The parts together are the text, unchanged; addresses are http, https or mailto, whatever
 * the text says.
 */
export function createLinkFinder(): (text: string) => TextPart[] {
  const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false })
  finder.add('ftp:', null).add('//', null)
  return (text) => {
    const parts: TextPart[] = []
    let end = 0
    for (const match of finder.match(text) ?? []) {
      const href = toSafeAddress(match.url, match.schema === '')
      if (href === undefined) continue
      if (match.index > end) parts.push({ text: text.slice(end, match.index) })
      parts.push({ text: match.raw, href })
      end = match.lastIndex
    }
    if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end) })
    return parts
  }
}

/** @param isBare the text names no scheme: `example.org` is then tried by https */
function toSafeAddress(address: string, isBare: boolean): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (isBare && url.protocol === 'http:') url.protocol = 'https:'
  return SAFE.has(url.protocol) ? url.href : undefined
}
