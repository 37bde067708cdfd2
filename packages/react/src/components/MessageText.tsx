import { memo, useMemo } from 'react'
import { createLinkFinder } from './links.ts'

/** A message's text as text nodes and links, nothing else. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  const findLinks = useMemo(createLinkFinder, [])
  let offset = 0
  return findLinks(text).map((part) => {
    const key = offset
    offset += part.text.length
    if (part.href === undefined) return part.text
    return (
      <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    )
  })
})

/** Up to three emoji and nothing else: they are shown large. */
export const isEmojiOnly = (text: string): boolean => /^\p{RGI_Emoji}{1,3}$/v.test(text)
