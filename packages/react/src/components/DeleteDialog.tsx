import { useState } from 'react'
import { toLinstaError } from '../errors.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { Dialog } from './Dialog.tsx'
import type { Row } from './rows.ts'

/** Asks before one's own message is emptied for everybody. */
export function DeleteDialog(props: { row: Row; onDelete(messageId: string): Promise<void>; onClose(): void }) {
  const { row, onDelete, onClose } = props
  const strings = useStrings()
  const [failure, setFailure] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  async function remove(): Promise<void> {
    if (row.item.state !== 'sent') return
    setIsBusy(true)
    try {
      await onDelete(row.item.message._id)
      onClose()
    } catch (thrown) {
      setFailure(strings.error(toLinstaError(thrown)))
      setIsBusy(false)
    }
  }

  return (
    <Dialog title={strings.deleteForEverybody} onClose={onClose} className="linsta-dialog-narrow">
      <p className="linsta-dialog-text">{strings.deleteHint}</p>
      {failure !== undefined && <p className="linsta-failure">{failure}</p>}
      <div className="linsta-dialog-buttons">
        <button type="button" className="linsta-button" onClick={onClose}>
          {strings.cancel}
        </button>
        <button
          type="button"
          className="linsta-button linsta-button-danger"
          disabled={isBusy}
          onClick={() => void remove()}
        >
          {strings.delete}
        </button>
      </div>
    </Dialog>
  )
}
