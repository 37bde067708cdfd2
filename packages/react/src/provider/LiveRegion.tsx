import { type CSSProperties, useSyncExternalStore } from 'react'
import type { Announcer } from './announcer.ts'

// By properties and not by a class: it is hidden where the kit's styles are not loaded, too.
const HIDDEN: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
}

/** The only live region: two of them would talk over each other. */
export function LiveRegion({ announcer }: { announcer: Announcer }) {
  const said = useSyncExternalStore(announcer.subscribe, announcer.getSnapshot, () => '')
  return (
    <div role="status" aria-live="polite" aria-atomic="true" style={HIDDEN}>
      {said}
    </div>
  )
}
