import type { LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { classNames } from './classNames.ts'

/** A button that is a picture; its label is its name and its tooltip. */
export function IconButton(
  props: Omit<ComponentPropsWithRef<'button'>, 'children'> & { icon: LucideIcon; label: string },
) {
  const { icon: Icon, label, className, ...rest } = props
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames('linsta-icon-button', className)}
    >
      <Icon aria-hidden="true" />
    </button>
  )
}
