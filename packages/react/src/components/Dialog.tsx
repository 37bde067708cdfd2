import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useStrings } from '../hooks/useStrings.ts'
import { IconButton } from './IconButton.tsx'

/**
 * A question or a task above everything else, by the browser's own modal dialog: what is behind cannot be reached, Escape
 * closes it, and the focus goes back to where it was. It is open while it is rendered.
 */
export function Dialog(props: { title: string; onClose(): void; className?: string; children: ReactNode }) {
  const { title, onClose, className, children } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const own = dialog.current
    // StrictMode mounts twice, and opening an open one throws.
    if (own?.open === false) own.showModal()
    // The browser would take the first button, which closes it; nor is it one that takes something away.
    const buttons = '.linsta-dialog-buttons button:not(.linsta-button-quiet-danger)'
    own?.querySelector<HTMLElement>(`input, ${buttons}`)?.focus()
    return () => own?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the dialog; the keyboard has Escape.
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={`linsta-dialog ${className ?? ''}`}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className="linsta-dialog-content">
        <header className="linsta-dialog-header">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label={useStrings().close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
