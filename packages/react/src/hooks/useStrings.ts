import { useMemo } from 'react'
import { useLinstaContext } from '../provider/context.ts'
import { defaultStrings, type Strings } from '../strings.ts'

/**
 * The kit's sentences with the provider's in their place, for components of one's own beside the kit's.
 *
 * @example
 * const { send } = useStrings()
 */
export function useStrings(): Strings {
  const { strings } = useLinstaContext()
  return useMemo(() => ({ ...defaultStrings, ...strings }), [strings])
}
