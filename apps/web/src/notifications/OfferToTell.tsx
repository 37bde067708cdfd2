import { BellRing, X } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from './usePermission.ts'

const KEY = 'linsta.noOffer'

/** Asks, where it is about notifications, whether to tell of them outside the page. Whoever says no is asked no more. */
export function OfferToTell() {
  const { permission, ask } = usePermission()
  const [isDeclined, setDeclined] = useState(() => localStorage.getItem(KEY) !== null)
  if (permission !== 'default' || isDeclined) return null
  return (
    <div className="offer">
      <BellRing size={20} aria-hidden="true" />
      <p>Hear of messages and notifications while you are in another window?</p>
      <button type="button" className="button primary" onClick={() => void ask()}>
        Turn on
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="No, thanks"
        onClick={() => {
          localStorage.setItem(KEY, 'declined')
          setDeclined(true)
        }}
      >
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  )
}
