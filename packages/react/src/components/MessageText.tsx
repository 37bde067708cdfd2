import { memo } from 'react'
import { createLinkFinder } from './links.ts'

// Like a regular expression: compiled once, and without a state.
const findLinks = /* @__PURE__ */ createLinkFinder()

/** A message's text as text nodes and links, nothing else. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
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
