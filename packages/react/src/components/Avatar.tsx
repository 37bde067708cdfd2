import { useState } from 'react'
import type { Person } from '../types.ts'
import { classNames } from './classNames.ts'

const HUES = 12 // as many as stay apart at a glance; styles/avatar.css has them

/**
 * Somebody's picture, or their initials on a colour that is theirs everywhere. For the eye only: the name stands beside
 * it, or is to be given to whatever it is in.
 *
 * @example
 * <Avatar person={{ _id: userId, name: 'Ann Lee' }} size="small" />
 */
export function Avatar({ person, size }: { person: Person; size?: 'small' | 'large' | undefined }) {
  const [failed, setFailed] = useState<string>()
  const { picture } = person
  const isShown = picture !== undefined && picture !== failed && isSafePicture(picture)
  return (
    <span
      aria-hidden="true"
      data-hue={hueOf(person._id)}
      className={classNames('linsta-avatar', size && `linsta-avatar-${size}`)}
    >
      {isShown ? (
        <img src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setFailed(picture)} />
      ) : (
        initialsOf(person.name || person._id)
      )}
    </span>
  )
}

/** The server lets nothing else in; a host app's own people do not pass by there. */
const isSafePicture = (address: string): boolean => /^(https?:\/\/|\/(?![/\\]))/i.test(address)

/** The first letters of the first and the last word; letters may be more than one code unit. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase()
}

/** FNV-1a, 32 bits: short, and it spreads ids that differ in one place. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < id.length; place += 1) hash = Math.imul(hash ^ id.charCodeAt(place), 0x01000193)
  return (hash >>> 0) % HUES
}
