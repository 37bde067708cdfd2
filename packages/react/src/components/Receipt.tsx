import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react'
import { useStrings } from '../hooks/useStrings.ts'

/** How far one's own message came. */
export type ReceiptState = 'pending' | 'failed' | 'sent' | 'delivered' | 'read'

const ICONS = { pending: Clock, failed: CircleAlert, sent: Check, delivered: CheckCheck, read: CheckCheck }

/**
 * How far a message came, as the signs that people know; the word is for screen readers and in the tooltip.
 *
 * @example
 * <Receipt state="delivered" />
 */
export function Receipt(props: {
  state: ReceiptState
  /** How many have read it, in a group. */
  readBy?: number | undefined
}) {
  const strings = useStrings()
  const { state } = props
  const Icon = ICONS[state]
  const label = state === 'read' && props.readBy !== undefined ? strings.readBy(props.readBy) : strings[state]
  return (
    <span role="img" aria-label={label} title={label} className={`linsta-receipt linsta-receipt-${state}`}>
      <Icon aria-hidden="true" />
    </span>
  )
}
