import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'

const PAUSE_MS = 250 // of typing, before the server is asked

/** Searches while one types. `onSearch` gets what is to be found, trimmed. */
export function SearchField({
  label,
  onSearch,
  ...more
}: {
  label: string
  onSearch(text: string): void
  autoFocus?: boolean
}) {
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), text === '' ? 0 : PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  return (
    <div className="search">
      <Search size={18} aria-hidden="true" />
      <input
        {...more}
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        dir="auto"
        maxLength={200}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  )
}
