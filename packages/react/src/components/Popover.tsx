import { type ComponentProps, type CSSProperties, type ReactNode, useId, useState } from 'react'

type AnchorStyle = CSSProperties & { anchorName?: string; positionAnchor?: string }

/**
 * Something that opens beside a button, by the browser's own popovers: it is above everything, closes by Escape and by a
 * press elsewhere, and gives the focus back. Where the browser knows no anchors it opens in the middle.
 *
 * @param props.children is rendered while it is open, and given `close`
 */
export function Popover(props: {
  label: string
  /** Where it opens, seen from the button. */
  side: 'below' | 'above'
  className?: string
  renderButton(button: ComponentProps<'button'> & { ref(button: HTMLButtonElement | null): void }): ReactNode
  children(close: () => void): ReactNode
}) {
  const { label, side, className, renderButton, children } = props
  const id = useId()
  const anchor = `--linsta-${id.replaceAll(/\W/g, '')}`
  const [popover, setPopover] = useState<HTMLDivElement | null>(null)
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const close = () => {
    popover?.hidePopover()
    button?.focus()
  }
  return (
    <>
      {renderButton({
        ref: setButton,
        popoverTarget: id,
        'aria-expanded': isOpen,
        'aria-haspopup': 'dialog',
        style: { anchorName: anchor } as AnchorStyle,
      })}
      <div
        ref={setPopover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={(event) => setIsOpen(event.newState === 'open')}
        className={`linsta-popover linsta-popover-${side} ${className ?? ''}`}
        style={{ positionAnchor: anchor } as AnchorStyle}
      >
        {isOpen && children(close)}
      </div>
    </>
  )
}
