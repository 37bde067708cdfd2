import type { ReactNode } from 'react'
import { Dialog } from './Dialog.tsx'

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: {
  title: string
  /** Of the button that does it: a verb. */
  label: string
  onConfirm(): void
  onClose(): void
  children: ReactNode
}) {
  const { title, label, onConfirm, onClose, children } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button danger" onClick={onConfirm}>
          {label}
        </button>
      </div>
    </Dialog>
  )
}
