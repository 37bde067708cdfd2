import type { CSSProperties } from 'react'

/** Somebody's picture, or their initials on a colour that is always theirs. It says nothing: the name stands beside it. */
export function Avatar({
  id,
  name,
  picture,
  size,
}: {
  id: string
  name: string
  picture?: string | undefined
  size?: 'small' | 'large'
}) {
  const className = size === undefined ? 'avatar' : `avatar ${size}`
  if (picture !== undefined) return <img className={className} src={picture} alt="" loading="lazy" />
  return (
    <span className={className} style={{ '--hue': hueOf(id) } as CSSProperties} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}

function hueOf(id: string): number {
  let sum = 0
  for (const unit of id) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 360
  return sum
}

const graphemes = new Intl.Segmenter()

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends
    .map((word = '') => [...graphemes.segment(word)][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase()
}
