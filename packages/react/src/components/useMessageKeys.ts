import { type KeyboardEvent, useEffect, useState } from 'react'
import type { Row } from './rows.ts'
import type { MessageScroll } from './useMessageScroll.ts'

/** Arrow keys from message to message: one of them is the list's stop for Tab, the newest at first. */
export function useMessageKeys(rows: readonly Row[], scroll: MessageScroll) {
  const [active, setActiveKey] = useState<string>()
  const [wanted, setWanted] = useState<string>()
  const isThere = active !== undefined && rows.some((row) => row.key === active)
  const activeKey = isThere ? active : rows.at(-1)?.key

  const { scroller, keep, virtualizer, move } = scroll
  useEffect(() => keep(isThere ? active : undefined), [keep, isThere, active])

  // A message far off is rendered only after the list was scrolled there.
  useEffect(() => {
    if (wanted === undefined) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted)}"]`)
    if (row === null || row === undefined) return
    row.focus({ preventScroll: true })
    setWanted(undefined)
  })

  function go(index: number): void {
    const row = rows[index]
    if (row === undefined) return
    move(() => virtualizer.scrollToIndex(index, { align: 'auto' }))
    setActiveKey(row.key)
    setWanted(row.key)
  }

  return {
    activeKey,
    setActiveKey,
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
      const index = rows.findIndex((row) => row.key === activeKey)
      const target = targetOf(event.key, index, rows.length)
      if (target !== undefined) {
        event.preventDefault()
        go(Math.max(0, Math.min(rows.length - 1, target)))
      } else if (event.key === 'Escape' && event.target.dataset.key === undefined) {
        // From a message's buttons back to the message.
        event.target.closest<HTMLElement>('[data-key]')?.focus()
      }
    },
  }
}

function targetOf(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return index - 1
    case 'ArrowDown':
      return index + 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
