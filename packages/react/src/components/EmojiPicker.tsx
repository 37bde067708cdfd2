import { type KeyboardEvent, useRef, useState } from 'react'
import { useStrings } from '../hooks/useStrings.ts'
import { emojiGroups } from './emoji.ts'

const COLUMNS = 8 // as styles/composer.css lays them out

/**
 * A grid of emoji: arrow keys go through it, Enter picks.
 *
 * @example
 * <EmojiPicker onPick={(emoji) => setText(text + emoji)} />
 */
export function EmojiPicker({ onPick }: { onPick(emoji: string): void }) {
  const { emoji: label } = useStrings()
  const grid = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const all = emojiGroups.flat()

  function onKeyDown(event: KeyboardEvent): void {
    const isRtl = grid.current !== null && getComputedStyle(grid.current).direction === 'rtl'
    const steps: Record<string, number> = {
      ArrowRight: isRtl ? -1 : 1,
      ArrowLeft: isRtl ? 1 : -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(all.length - 1, active + step))
    setActive(next)
    grid.current?.querySelectorAll('button')[next]?.focus()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form.
    <div ref={grid} role="group" aria-label={label} className="linsta-emoji-picker" onKeyDown={onKeyDown}>
      {all.map((emoji, place) => (
        <button
          type="button"
          key={emoji}
          // biome-ignore lint/a11y/noAutofocus: it opens by a press on the emoji button, to be gone through.
          autoFocus={place === 0}
          tabIndex={place === active ? 0 : -1}
          onFocus={() => setActive(place)}
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
